using Interop.Fhir.FhirPath;

namespace Interop.Fhir.Tests.FhirPath;

public sealed class EvaluationTests
{
    [Fact]
    public void A_choice_is_reached_by_its_name_without_the_type() =>
        Assert.Equal(["#m1"], Sample.Texts("medication.reference"));

    [Fact]
    public void Resolve_finds_contained_resources_itself_and_asks_for_the_others()
    {
        var context = new FhirPathContext { Resolve = url => url == "Patient/p1" ? Sample.Patient : default };
        Assert.Equal(["paracetamol"], Sample.Texts("medication.resolve().code.text"));
        Assert.Equal(["female"], Sample.Texts("subject.resolve().ofType(Patient).gender", context));
        Assert.Empty(Sample.Texts("subject.resolve()"));
        Assert.Equal(["true"], Sample.Texts("subject.resolve() is Patient", context));
    }

    [Fact]
    public void Variables_that_are_given_can_be_used_and_others_are_an_error()
    {
        var context = new FhirPathContext { Variables = new Dictionary<string, FhirPathItem[]> { ["kinds"] = [FhirPathItem.Of("order"), FhirPathItem.Of("plan")] } };
        Assert.Equal(["true"], Sample.Texts("intent in %kinds", context));
        Assert.Equal(FhirPathPhase.Run, Sample.Fault("%unknown").Phase);
    }

    [Fact]
    public void A_variable_that_an_expression_defines_lives_as_long_as_its_item()
    {
        Assert.Equal(["1", "2"], Sample.Texts("dosageInstruction.select(defineVariable('s', sequence).select(%s))"));
        Assert.Equal(FhirPathPhase.Run, Sample.Fault("defineVariable('a', 1).defineVariable('a', 2)").Phase);
        Assert.Equal(FhirPathPhase.Run, Sample.Fault("defineVariable('context', 1)").Phase);
    }

    [Fact]
    public void An_empty_result_is_no_truth()
    {
        var expression = FhirPathExpression.Parse("priority = 'urgent'");
        Assert.False(expression.EvaluateBoolean(Sample.Request, FhirPathContext.Empty));
        Assert.Null(expression.EvaluateInvariant(Sample.Request, Interop.Fhir.Definitions.R4Definitions.Instance.Find("MedicationRequest")!, FhirPathContext.Empty));
        Assert.True(FhirPathExpression.Parse("intent").EvaluateBoolean(Sample.Request, FhirPathContext.Empty));
    }

    [Fact]
    public void A_data_type_can_be_the_focus_when_its_type_is_named()
    {
        var dose = Sample.Request["dosageInstruction"];
        var context = new FhirPathContext { FocusType = "Dosage" };
        Assert.Equal("true", FhirPathExpression.Parse("doseAndRate.dose is Quantity").Evaluate(dose, context)[0].Text);
    }

    [Fact]
    public void Descendants_leave_out_the_name_of_the_type_but_not_elements_of_that_name()
    {
        var scenario = Sample.Read("""{"resourceType":"ExampleScenario","instance":[{"resourceId":"a","resourceType":"Patient"}]}""");
        var types = FhirPathExpression.Parse("descendants().where($this = 'Patient' or $this = 'ExampleScenario')").Evaluate(scenario, FhirPathContext.Empty);
        Assert.Equal("Patient", Assert.Single(types).Text);
    }

    [Fact]
    public void Ports_that_are_absent_give_the_empty_collection()
    {
        Assert.Empty(Sample.Texts("status.memberOf('http://example.org/vs')"));
        Assert.Empty(Sample.Texts("dosageInstruction.elementDefinition() | dosageInstruction.slice('http://example.org/sd', 'a')"));
        Assert.Equal(["true"], Sample.Texts("status.memberOf('http://example.org/vs')", new FhirPathContext { MemberOf = (_, url) => url == "http://example.org/vs" }));
    }

    [Fact]
    public void Trace_hands_over_what_it_sees_and_changes_nothing()
    {
        var seen = new List<string>();
        var context = new FhirPathContext { Trace = (name, items) => seen.Add(name + items.Count) };
        Assert.Equal(["1", "2"], Sample.Texts("dosageInstruction.trace('d', sequence).sequence", context));
        Assert.Equal(["d2"], seen);
    }

    [Fact]
    public void One_expression_serves_many_threads_and_types()
    {
        var expression = FhirPathExpression.Parse("id & '-' & descendants().count().toString()");
        var expected = new[] { Sample.Request, Sample.Patient }.Select(n => expression.Evaluate(n, FhirPathContext.Empty)[0].Text).ToArray();
        Parallel.For(0, 2000, i => Assert.Equal(expected[i % 2], expression.Evaluate(i % 2 == 0 ? Sample.Request : Sample.Patient, FhirPathContext.Empty)[0].Text));
    }

    [Theory]
    [InlineData("1.repeat($this + 1)")]
    [InlineData("repeatAll(%context)")]
    public void An_expression_that_would_not_end_is_given_up(string expression) =>
        Assert.Equal(FhirPathPhase.Run, Sample.Fault(expression, new FhirPathContext { MaxSteps = 20_000 }).Phase);

    [Fact]
    public void What_does_not_depend_on_the_item_is_walked_once()
    {
        var entries = string.Join(',', Enumerable.Repeat("""{"resource":{"resourceType":"Basic"}}""", 300));
        var bundle = Sample.Read($$"""{"resourceType":"Bundle","entry":[{{entries}}]}""");
        var context = new FhirPathContext { MaxSteps = 10_000 };
        Assert.True(FhirPathExpression.Parse("entry.all(%resource.descendants().count() = 600)").EvaluateBoolean(bundle, context));
    }

    [Fact]
    public void Keys_that_have_no_order_are_an_error_of_the_run() =>
        Assert.Equal(FhirPathPhase.Run, Sample.Fault("(0 | 'a').sort($this)").Phase);

    [Fact]
    public void Repeat_stops_where_nothing_new_is_found() =>
        Assert.Equal(["1"], Sample.Texts("repeat(%context).count()"));

    [Fact]
    public void A_regular_expression_that_explodes_is_given_up() =>
        Assert.Equal(FhirPathPhase.Run, Sample.Fault("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')").Phase);

    [Theory]
    [InlineData("((((", 4)]
    [InlineData("a.", 2)]
    [InlineData("'open", 0)]
    [InlineData("1 + ", 4)]
    [InlineData("nosuch()", 0)]
    [InlineData("where()", 0)]
    [InlineData("99999999999", 0)]
    [InlineData("a b", 2)]
    public void A_text_that_is_no_FHIRPath_is_refused_with_its_position(string text, int position)
    {
        var fault = Assert.Throws<FhirPathException>(() => FhirPathExpression.Parse(text));
        Assert.Equal((FhirPathPhase.Parse, position), (fault.Phase, fault.Position));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("a[")]
    [InlineData("not(")]
    public void Deep_nesting_is_refused_and_does_not_exhaust_the_stack(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000)) + "1";
        Assert.Equal(FhirPathPhase.Parse, Assert.Throws<FhirPathException>(() => FhirPathExpression.Parse(text)).Phase);
    }

    [Fact]
    public void Faults_name_types_and_never_values() =>
        Assert.DoesNotContain("paracetamol", Sample.Fault("medication.resolve().code.text + 1").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("medicationReference.reference", "medication.ofType(Reference)")]
    [InlineData("dosage", "no element dosage")]
    [InlineData("Patient.name", "about Patient")]
    [InlineData("descendants()[0]", "no order")]
    [InlineData("subject.upper()", "takes a string")]
    public void The_strict_check_says_what_is_wrong(string text, string words)
    {
        var fault = Assert.Throws<FhirPathException>(() => FhirPathChecker.Check(FhirPathExpression.Parse(text), "MedicationRequest"));
        Assert.Equal(FhirPathPhase.Check, fault.Phase);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }
}

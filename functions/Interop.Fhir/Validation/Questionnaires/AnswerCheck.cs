using System.Globalization;
using Interop.Fhir.Issues;
using Interop.Fhir.Profiles;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation.Questionnaires;

/// <summary>One answer: of the type that its question asks for, among the options that it gives, not too long.</summary>
internal sealed class AnswerCheck(ValidationRun run)
{
    public void Of(Node answer, Node question)
    {
        if (Value(answer) is not { Exists: true } value)
        {
            return;
        }

        var wanted = Names(question["type"].Text);
        if (!wanted.Contains(value.Name))
        {
            run.Findings.Add(IssueCodes.FhirAnswerType, value, question["type"].Text is { } type && run.R4.FindCodeList("http://hl7.org/fhir/ValueSet/item-type")?.Contains(System.Text.Encoding.UTF8.GetBytes(type)) == true ? type : "?");
            return;
        }

        if (question["maxLength"].Text is { } limit && int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && value.Text?.Length > most)
        {
            run.Findings.Add(IssueCodes.FhirAnswerLong, value, limit);
        }

        Options(value, question);
    }

    /// <summary>The value of an answer, of an option or of a condition, whatever its type; a node that does not exist when there is none.</summary>
    public static Node Value(Node of, string prefix = "value")
    {
        foreach (var child in of.Children)
        {
            if (child.Name!.StartsWith(prefix, StringComparison.Ordinal) && child.Name.Length > prefix.Length && char.IsAsciiLetterUpper(child.Name[prefix.Length]))
            {
                return child;
            }
        }

        return default;
    }

    private static string[] Names(string? type) => type switch
    {
        "boolean" => ["valueBoolean"],
        "decimal" => ["valueDecimal"],
        "integer" => ["valueInteger"],
        "date" => ["valueDate"],
        "dateTime" => ["valueDateTime"],
        "time" => ["valueTime"],
        "string" or "text" => ["valueString"],
        "url" => ["valueUri"],

        // Options may be numbers, dates, times, texts or references too; the answer is then of their type.
        "choice" => ["valueCoding", "valueInteger", "valueDate", "valueTime", "valueString", "valueReference"],
        "open-choice" => ["valueCoding", "valueInteger", "valueDate", "valueTime", "valueString", "valueReference"],
        "attachment" => ["valueAttachment"],
        "reference" => ["valueReference"],
        "quantity" => ["valueQuantity"],
        _ => [],
    };

    private void Options(Node value, Node question)
    {
        // An open choice takes words of one's own.
        if (question["type"].Is("open-choice") && value.Name == "valueString")
        {
            return;
        }

        var options = question.All("answerOption").Select(o => Value(o)).ToList();
        if (options.Count > 0)
        {
            if (!options.Exists(option => option.Name == value.Name && IsSame(option, value)))
            {
                run.Findings.Add(IssueCodes.FhirAnswerOption, value);
            }
        }
        else if (question["answerValueSet"].Text is { } valueSet && !valueSet.StartsWith('#') && value.Name == "valueCoding")
        {
            switch (Codes.In(run.Conformance.Terminology, valueSet, value))
            {
                case Membership.Out:
                    run.Findings.Add(IssueCodes.FhirAnswerOption, value);
                    break;
                case Membership.Unknown:
                    run.NotChecked(IssueCodes.FhirBindingNotChecked, value, valueSet);
                    break;
            }
        }
        else if (question["type"].Is("choice") && value.Name != "valueCoding")
        {
            run.Findings.Add(IssueCodes.FhirAnswerType, value, "choice");
        }
    }

    /// <summary>Codings are the same by system and code, the others as they are written.</summary>
    public static bool IsSame(Node a, Node b) => a.Kind == NodeKind.Object && a["code"].Exists
        ? a["code"].Text == b["code"].Text && a["system"].Text == b["system"].Text
        : Values.AreEqual(a, b);
}

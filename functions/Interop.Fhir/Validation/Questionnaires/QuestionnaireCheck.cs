using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation.Questionnaires;

/// <summary>A QuestionnaireResponse against its Questionnaire (http://hl7.org/fhir/R4/questionnaireresponse.html): items known, in order, enabled, answered as they ask.</summary>
internal sealed class QuestionnaireCheck
{
    private readonly ValidationRun run;
    private readonly Enabling enabling;
    private readonly AnswerCheck answers;
    private readonly bool isFinished;

    private QuestionnaireCheck(Node response, ValidationRun run)
    {
        this.run = run;
        enabling = new Enabling(response);
        answers = new AnswerCheck(run);
        isFinished = response["status"].Text is "completed" or "amended";
    }

    public static void Of(Node response, FhirPathContext context, ValidationRun run)
    {
        if (response["questionnaire"].Text is not { } canonical)
        {
            return;
        }

        var questionnaire = canonical.StartsWith('#') ? run.Resolve(canonical, context) : run.Conformance.Store.Find("Questionnaire", canonical);
        questionnaire = questionnaire.Exists || canonical.StartsWith('#') ? questionnaire : run.Resolve(canonical, context);
        if (!questionnaire["resourceType"].Is("Questionnaire"))
        {
            run.NotChecked(IssueCodes.FhirQuestionnaireUnknown, response["questionnaire"], canonical.StartsWith('#') ? "#" : canonical);
            return;
        }

        new QuestionnaireCheck(response, run).Items(response, questionnaire);
    }

    /// <summary>The conditions of a Questionnaire ask about items that it has.</summary>
    public static void Conditions(Node questionnaire, Findings findings)
    {
        var items = new List<Node>();
        Collect(questionnaire, items);
        var known = items.Select(i => i["linkId"].Text).ToHashSet(StringComparer.Ordinal);
        foreach (var condition in items.SelectMany(i => i.All("enableWhen")))
        {
            if (condition["question"].Text is { } question && !known.Contains(question))
            {
                findings.Add(IssueCodes.FhirConditionQuestion, condition["question"]);
            }
        }
    }

    private static void Collect(Node parent, List<Node> items)
    {
        foreach (var item in parent.All("item"))
        {
            items.Add(item);
            Collect(item, items);
        }
    }

    /// <summary>The items of a response, a group or an answer, against those that the questionnaire has there.</summary>
    private void Items(Node given, Node asked)
    {
        var last = -1;
        var questions = asked.All("item").ToList();
        foreach (var item in given.All("item"))
        {
            var index = questions.FindIndex(q => item["linkId"] is { HasValue: true } id && q["linkId"].Is(id.Utf8));
            if (index < 0)
            {
                run.Findings.Add(IssueCodes.FhirLinkId, item);
                continue;
            }

            if (index < last)
            {
                run.Findings.Add(IssueCodes.FhirItemOrder, item);
            }

            last = index;
            Item(item, questions[index]);
        }

        foreach (var question in questions)
        {
            Presence(given, question);
        }
    }

    private void Item(Node item, Node question)
    {
        var type = question["type"].Text;
        var hasAnswer = item["answer"].Exists;
        if ((hasAnswer || item["item"].Exists) && !enabling.IsEnabled(question))
        {
            run.Findings.Add(IssueCodes.FhirItemDisabled, item);
        }

        if (type is "group")
        {
            if (hasAnswer)
            {
                run.Findings.Add(IssueCodes.FhirItemShape, item);
            }

            Items(item, question);
            return;
        }

        if (item["item"].Exists || (type == "display" && hasAnswer))
        {
            run.Findings.Add(IssueCodes.FhirItemShape, item);
            return;
        }

        foreach (var answer in item.All("answer"))
        {
            answers.Of(answer, question);
            Items(answer, question);
        }

        if (item.All("answer").Count() > 1 && !question["repeats"].Is("true"))
        {
            run.Findings.Add(IssueCodes.FhirAnswersTooMany, item);
        }
    }

    private void Presence(Node given, Node question)
    {
        var items = given.All("item").Where(i => question["linkId"] is { HasValue: true } id && i["linkId"].Is(id.Utf8)).ToList();
        var isGroup = question["type"].Is("group");
        if (isFinished && question["required"].Is("true") && enabling.IsEnabled(question) && !items.Exists(i => isGroup ? i["item"].Exists : i["answer"].Exists))
        {
            run.Findings.Add(IssueCodes.FhirAnswerMissing, items.Count > 0 ? items[0] : given);
        }

        if (items.Count > 1 && !(isGroup && question["repeats"].Is("true")))
        {
            run.Findings.Add(IssueCodes.FhirAnswersTooMany, items[1]);
        }
    }
}

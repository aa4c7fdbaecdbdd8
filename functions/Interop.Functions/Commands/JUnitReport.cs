using System.Globalization;
using System.Xml;
using Interop.Fhir.Issues;
using Interop.Mapping;
using Interop.Mapping.Cases;

namespace Interop.Functions.Commands;

/// <summary>Results of cases as JUnit XML, which build servers show: a suite for each mapping, a test for each case, one for the rules of <c>ignored.yaml</c>.</summary>
internal static class JUnitReport
{
    public static void Write(CaseReport report, IMappingFiles files, string path)
    {
        using var xml = XmlWriter.Create(path, new XmlWriterSettings { Indent = true });
        xml.WriteStartElement("testsuites");
        foreach (var suite in report.Results.GroupBy(r => r.Case.Mapping))
        {
            Start(xml, suite.Key, suite.Count(), suite.Count(r => !r.Passed));
            foreach (var result in suite)
            {
                WriteCase(xml, suite.Key, result.Case.Name, result.Passed ? null : CaseReportText.Faults(result, files));
            }

            xml.WriteEndElement();
        }

        WriteSuite(xml, "ignored.yaml", "every rule decides about a field", report.RuleFaults);
        WriteSuite(xml, "schemas", "every field is in a case", report.FieldFaults);
        xml.WriteEndElement();
    }

    private static void WriteSuite(XmlWriter xml, string name, string test, IReadOnlyList<Issue> faults)
    {
        Start(xml, name, 1, faults.Count > 0 ? 1 : 0);
        WriteCase(xml, name, test, faults.Count == 0 ? null : string.Join('\n', faults.Select(f => Cli.Describe(f))));
        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, string name, int tests, int failures)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", tests.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteCase(XmlWriter xml, string suite, string name, string? faults)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", suite.Replace('/', '.'));
        xml.WriteAttributeString("name", name);
        if (faults is not null)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", faults.TrimStart().Split('\n')[0]);
            xml.WriteString(faults);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}

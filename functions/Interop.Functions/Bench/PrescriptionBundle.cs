using System.Globalization;
using System.Text;

namespace Interop.Functions.Bench;

/// <summary>Writes a Bundle of made-up prescriptions: for each a patient, a prescriber and the lines, referring to each other by <c>urn:uuid</c>.</summary>
internal static class PrescriptionBundle
{
    private const int Lines = 24;

    public static void Write(Stream stream, int prescriptions)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        writer.Write("""{"resourceType":"Bundle","id":"prescriptions","type":"transaction","entry":[""");
        for (var i = 0; i < prescriptions; i++)
        {
            writer.Write(i == 0 ? "\n" : ",\n");
            One(writer, i);
        }

        writer.Write("\n]}\n");
    }

    private static void One(StreamWriter writer, int number)
    {
        var patient = Uuid(number, 1);
        var prescriber = Uuid(number, 2);
        writer.Write(Entry(patient, "Patient", Invariant($$"""
            {"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Resident {{number}}</p></div>"},"identifier":[{"use":"official","system":"urn:oid:1.2.250.1.71.4.2.2","value":"R{{number}}"}],"active":true,"name":[{"use":"official","family":"RESIDENT{{number}}","given":["Camille"]}],"gender":"{{(number % 2 == 0 ? "female" : "male")}}","birthDate":"19{{30 + number % 40}}-0{{1 + number % 9}}-1{{number % 9}}","address":[{"use":"home","line":["{{number}} rue des Lilas"],"city":"Lyon","postalCode":"69003","country":"FR"}]}
            """)));
        writer.Write(",\n");
        writer.Write(Entry(prescriber, "Practitioner", Invariant($$"""
            {"resourceType":"Practitioner","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Prescriber</p></div>"},"identifier":[{"system":"urn:oid:1.2.250.1.71.4.2.1","value":"{{10_000_000_000 + number}}"}],"name":[{"family":"PRESCRIBER{{number % 500}}","given":["Dominique"],"prefix":["Dr"]}]}
            """)));
        for (var line = 0; line < Lines; line++)
        {
            writer.Write(",\n");
            writer.Write(Entry(Uuid(number, 10 + line), "MedicationRequest", Line(number, line, patient, prescriber)));
        }
    }

    private static string Line(int number, int line, string patient, string prescriber) => Invariant($$"""
        {"resourceType":"MedicationRequest","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Line {{line}} of prescription {{number}}: one tablet in the morning and one in the evening, with a glass of water, for thirty days</p></div>"},
         "identifier":[{"system":"https://prescriptions.example.org/lines","value":"{{number}}-{{line}}"}],"status":"active","intent":"order","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/medicationrequest-category","code":"community","display":"Community"}]}],"priority":"routine",
         "medicationCodeableConcept":{"coding":[{"system":"https://smt.esante.gouv.fr/terminologie-bdpm","code":"3400930{{100000 + line * 37 + number % 1000}}"}],"text":"Tablet {{line}}, 500 mg"},"subject":{"reference":"{{patient}}","type":"Patient"},"authoredOn":"2026-0{{1 + number % 9}}-1{{line % 9}}T09:3{{line % 10}}:00+01:00","requester":{"reference":"{{prescriber}}","type":"Practitioner"},
         "groupIdentifier":{"system":"https://prescriptions.example.org/prescriptions","value":"{{number}}"},"note":[{"text":"Check renal function after two weeks; do not crush."}],
         "dosageInstruction":[{"sequence":1,"text":"one tablet in the morning","timing":{"repeat":{"boundsPeriod":{"start":"2026-01-15","end":"2026-02-14"},"frequency":1,"period":1,"periodUnit":"d","when":["MORN"]} },"route":{"coding":[{"system":"http://standardterms.edqm.eu","code":"20053000","display":"Oral use"}]},"doseAndRate":[{"doseQuantity":{"value":1.0,"unit":"tablet","system":"http://standardterms.edqm.eu","code":"15054000"} }]},{"sequence":2,"text":"one tablet in the evening","timing":{"repeat":{"boundsPeriod":{"start":"2026-01-15","end":"2026-02-14"},"frequency":1,"period":1,"periodUnit":"d","when":["EVE"]} },"doseAndRate":[{"doseQuantity":{"value":1.0,"unit":"tablet","system":"http://standardterms.edqm.eu","code":"15054000"} }]}],
         "dispenseRequest":{"validityPeriod":{"start":"2026-01-15","end":"2026-04-14"},"numberOfRepeatsAllowed":2,"quantity":{"value":60,"unit":"tablet"},"expectedSupplyDuration":{"value":30,"unit":"day","system":"http://unitsofmeasure.org","code":"d"} },"substitution":{"allowedBoolean":true} }
        """);

    private static string Entry(string url, string type, string resource) => $$"""{"fullUrl":"{{url}}","resource":{{resource}},"request":{"method":"POST","url":"{{type}}"} }""";

    private static string Uuid(int number, int part) => Invariant($"urn:uuid:{number:x8}-0000-4000-8000-{part:x12}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

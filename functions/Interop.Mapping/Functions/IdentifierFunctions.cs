using Interop.Fhir.French;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Global functions that build the Identifiers and codings of French systems. They say nothing of the key: that is for <c>nir_valid</c> and the like.</summary>
internal static class IdentifierFunctions
{
    private const string FrenchTypes = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";
    private const string Types = "http://terminology.hl7.org/CodeSystem/v2-0203";

    public static FunctionModule Create()
    {
        var m = new FunctionModule("", "Identifiers and codings of French systems, as FR Core 2.2.0 writes them. Null without a value.");
        m.Add("ins", "value oid", "The Identifier of an INS under its OID: of a NIR, of a NIA, of tests or demonstrations; null for another OID.", Ins,
            ("(ins '279035121518989' '1.2.250.1.213.1.4.8').type.coding[0].code", "INS-NIR"), ("ins '279035121518989' '1.2.3'", ""));
        Add(m, "nir", "a social-security number, which bills and identifies nobody", Types, "NH", FrenchSystems.NssNir, "official", "279035121518989");
        Add(m, "rpps", "a professional's RPPS number", FrenchTypes, "RPPS", FrenchSystems.Rpps, null, "10000023084");
        Add(m, "finess", "a site's FINESS number", FrenchTypes, "FINEG", FrenchSystems.Finess, null, "350005179");
        Add(m, "finess_legal", "a legal entity's FINESS number", FrenchTypes, "FINEJ", FrenchSystems.Finess, null, "350005179");
        Add(m, "siret", "a site's SIRET number", FrenchTypes, "SIRET", FrenchSystems.Sirene, null, "73282932000074");
        AddCoding(m, "cip13", "a medicine's package by its CIP13 code", "http://data.esante.gouv.fr/ansm/medicament/Presentation", "3400933516390");
        AddCoding(m, "ucd13", "a medicine's unit by its UCD13 code", "http://data.esante.gouv.fr/ansm/medicament/UCD", "3400892169026");
        AddCoding(m, "atc", "a substance by its ATC code", "http://www.whocc.no/atc", "N02BE01");
        return m;
    }

    private static void Add(FunctionModule m, string name, string what, string typeSystem, string type, string system, string? use, string sample) => m.Add(
        name, "value", "The Identifier of " + what + ".",
        (run, a, at) => Identifier(run, a[0], use, typeSystem, type, system, at), ("(" + name + " '" + sample + "').system", system), ("(" + name + " '" + sample + "').value", sample));

    private static void AddCoding(FunctionModule m, string name, string what, string system, string sample) => m.Add(
        name, "code display?", "The Coding of " + what + ".", (run, a, at) => Coding(run, a[0], a[1], system, at),
        (name + " '" + sample + "'", "{system: \"" + system + "\", code: \"" + sample + "\"}"));

    private static Value Ins(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        run.Test(a[1]);
        var type = FrenchSystems.FromOid(run.Text(a[1])) switch
        {
            FrenchSystems.InsNir => "INS-NIR",
            FrenchSystems.InsNia => "INS-NIA",
            FrenchSystems.InsNirTest => "INS-NIR-TEST",
            FrenchSystems.InsNirDemo => "INS-NIR-DEMO",
            _ => null,
        };
        return type is null ? default : Identifier(run, a[0], "official", FrenchTypes, type, FrenchSystems.FromOid(run.Text(a[1])), at, a[1].Origin);
    }

    private static Value Identifier(Run run, Value value, string? use, string typeSystem, string type, string system, ScriptSpan at, int from = 0)
    {
        if (Blank(run, value))
        {
            return default;
        }

        var coding = run.Pool.Object(2);
        coding.Set("system", Value.Of(typeSystem), at);
        coding.Set("code", Value.Of(type), at);
        var codings = run.Pool.Array(1);
        codings.Add(Value.Of(coding));
        var concept = run.Pool.Object(1);
        concept.Set("coding", Value.Of(codings), at);
        var identifier = run.Pool.Object(4);
        if (use is not null)
        {
            identifier.Set("use", Value.Of(use), at);
        }

        identifier.Set("type", Value.Of(concept), at);
        identifier.Set("system", Value.Of(system, from), at);
        identifier.Set("value", Value.Of(run.Text(value), value.Origin), at);
        return Value.Of(identifier);
    }

    private static Value Coding(Run run, Value code, Value display, string system, ScriptSpan at)
    {
        if (Blank(run, code))
        {
            return default;
        }

        var coding = run.Pool.Object(3);
        coding.Set("system", Value.Of(system), at);
        coding.Set("code", Value.Of(run.Text(code), code.Origin), at);
        if (!display.IsNull)
        {
            coding.Set("display", display, at);
        }

        return Value.Of(coding);
    }

    private static bool Blank(Run run, Value value) => value.IsNull || run.Text(value).Length == 0;
}

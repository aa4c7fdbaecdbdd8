using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Interop.Fhir.Packages;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Packages;

public sealed class PackageTests
{
    [Fact]
    public void Definitions_of_a_package_are_found_and_its_absent_dependencies_named_once()
    {
        var guide = new Conformance();
        guide.AddPackage(Pack(
            ("package/package.json", """{"name":"a.guide","version":"1.0.0","dependencies":{"hl7.fhir.r4.core":"4.0.1","b.guide":"2.0.0"}}"""),
            ("package/StructureDefinition-p.json", Guides.Profile("Patient", """{"path":"Patient.photo","min":1}""")),
            ("package/example/Patient-x.json", """{"resourceType":"Patient","url":"x"}"""),
            ("package/.index.json", """{"files":[]}""")));
        Assert.Equal((1, "b.guide#2.0.0"), (guide.Count, Assert.Single(guide.MissingDependencies)));
        Assert.Equal(["fhir-profile-too-few at Patient"], Guides.Findings(guide, """{"resourceType":"Patient","active":true}""", Guides.Url));
        guide.AddPackage(Pack(("package/package.json", """{"name":"b.guide","version":"2.0.0"}""")));
        Assert.Empty(guide.MissingDependencies);
    }

    [Fact]
    public void What_is_no_package_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => new Conformance().AddPackage(new MemoryStream("not gzip"u8.ToArray())));
        Assert.Throws<InvalidDataException>(() => new Conformance().AddPackage(Pack(("package/package.json", "{"))));
    }

    [Fact]
    public void A_version_chooses_among_several_and_leads_to_the_last_when_absent()
    {
        string Version(string version, string code) => $$$"""{"resourceType":"ValueSet","url":"http://t/v","version":"{{{version}}}","status":"active","compose":{"include":[{"system":"http://t/s","concept":[{"code":"{{{code}}}"}]}]}}""";
        var sets = Guides.Of(Version("1.0.0", "old"), Version("2.1.0", "new")).Terminology;
        bool Has(string url, string code) => sets.Contains(url, "http://t/s", code) == Interop.Fhir.Terminology.Membership.In;
        Assert.True(Has("http://t/v|1.0.0", "old") && Has("http://t/v|2", "new") && Has("http://t/v", "new") && Has("http://t/v|9", "new"));
        Assert.False(Has("http://t/v|1.0.0", "new"));
    }

    [SkippableFact]
    public void Every_profile_of_the_french_guides_compiles_and_has_a_type_of_r4()
    {
        var folder = Suites.RequirePackages();
        var guides = new Conformance();
        var profiles = new List<string>();
        foreach (var package in Directory.EnumerateFiles(folder, "*.tgz"))
        {
            using var file = File.OpenRead(package);
            foreach (var entry in FhirPackage.Files(file))
            {
                guides.AddFile(entry);
                if (Interop.Fhir.Json.FhirJson.Read(entry.Content, [])?.Root is { } root && root["resourceType"].Is("StructureDefinition") && root["derivation"].Is("constraint"))
                {
                    profiles.Add(root["url"].Text!);
                }
            }
        }

        Assert.True(profiles.Count > 150);
        Assert.All(profiles, url => Assert.NotNull(guides.FindProfile(url)));
    }

    private static MemoryStream Pack(params (string Name, string Text)[] files)
    {
        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip))
        {
            foreach (var (name, text) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        packed.Position = 0;
        return packed;
    }
}

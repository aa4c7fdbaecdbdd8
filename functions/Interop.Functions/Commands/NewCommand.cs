using System.CommandLine;
using System.Text.RegularExpressions;
using Interop.Functions.Configuration;
using Interop.Mapping.Cases;
using Interop.Mapping.Formats;

namespace Interop.Functions.Commands;

/// <summary><c>interop new KIND/RECORD</c>: a mapping that passes <c>interop test</c> and <c>interop lint</c>, to start from.</summary>
public static partial class NewCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var name = new Argument<string>("record") { Description = "KIND/RECORD, such as medissimo/intake" };
        var sample = new Option<FileInfo?>("--sample") { Description = "A record as the sender sends it: schema and first case are made from it" };
        var format = new Option<string?>("--format") { Description = "What the sample is in, where its name does not say so" };
        format.AcceptOnlyFromAmong([.. RecordFormats.Names]);
        var command = new Command("new", "Make a new record: kind.yaml, schema, script and a first case") { name, sample, format };
        command.SetAction(parsed =>
        {
            var folder = LoadedMappings.Find(parsed.GetValue(Cli.Mappings) ?? Cli.Settings(parsed).Mappings)
                ?? throw new CliException(ExitCode.Environment, "There is no mappings folder here; give one with --mappings DIR.");
            var asked = parsed.GetValue(format) is { } word ? RecordFormats.Find(word) : null;
            return Run(folder, parsed.GetValue(name)!, parsed.GetValue(sample), asked);
        });
        return command;
    }

    private static int Run(string folder, string name, FileInfo? sample, RecordFormat? format)
    {
        if (!NamePattern().IsMatch(name) || name.Split('/') is not [var kind, var record] || kind is "library" or "codes" or "samples")
        {
            throw new CliException(ExitCode.Usage, $"'{name}' is not KIND/RECORD in small letters, digits and hyphens.");
        }

        var target = Path.Combine(folder, kind, record);
        if (Directory.Exists(target))
        {
            throw new CliException(ExitCode.Usage, $"{target} is there already; nothing was changed.");
        }

        if (sample is { Exists: false })
        {
            throw new CliException(ExitCode.Environment, $"{sample.FullName}: no such file");
        }

        var (entry, files) = sample is null ? (NewRecord.Entry(record), NewRecord.Files(kind, record)) : NewFromSample.Make(kind, record, sample, format);
        AddToKind(Path.Combine(folder, kind, "kind.yaml"), kind, entry);
        Directory.CreateDirectory(Path.Combine(target, "cases"));
        foreach (var (file, text) in files)
        {
            File.WriteAllText(Path.Combine(target, file), text);
        }

        if (sample is not null)
        {
            File.Copy(sample.FullName, Path.Combine(target, NewFromSample.CaseName(format ?? NewFromSample.FormatOf(sample))));
            File.WriteAllText(Path.Combine(target, "ignored.yaml"), NewFromSample.Rules(LoadedMappings.Load(folder), name, sample));
        }

        WriteGolden(folder, name);
        Console.WriteLine(target);
        Console.Error.WriteLine($"Next: put a record of yours in {kind}/{record}/cases/, change record.schema.json and to-fhir.sbn, and run 'interop test {name}'.");
        return ExitCode.Done;
    }

    private static void AddToKind(string file, string kind, string entry)
    {
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, NewRecord.Kind(kind, entry));
            return;
        }

        var lines = File.ReadAllLines(file).ToList();
        var at = lines.FindIndex(l => l.StartsWith("records:", StringComparison.Ordinal));
        if (at >= 0 && lines[at].TrimEnd() != "records:")
        {
            throw new CliException(ExitCode.Environment, $"{file}: 'records:' is not followed by one record per line, so nothing was added. Write it as a block and try again.");
        }

        if (at < 0)
        {
            at = lines.Count;
            lines.Add("records:");
        }

        // The other records keep their own lines, comments and order.
        lines.InsertRange(at + 1, entry.Split('\n'));
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
    }

    /// <summary>The expected output of the first case is what the new mapping gives.</summary>
    private static void WriteGolden(string folder, string name)
    {
        var mappings = LoadedMappings.Load(folder);
        foreach (var (path, content) in new CaseRunner(mappings.Catalogue, mappings.Files).RunAll(name).Results.SelectMany(r => r.NewFiles))
        {
            if (content is not null)
            {
                File.WriteAllText(Path.Combine(folder, path), content);
            }
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

using Interop.Fhir.Issues;
using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;
using Interop.Mapping.Linting;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Cases;

/// <summary>
/// Whether the cases hold the scripts: takes pieces out of them one at a time and looks whether a golden file, the ledger or a rule notices.
/// What nothing notices is either without effect or without a case. Loads a catalogue of its own; not for several threads.
/// </summary>
public sealed class MutationRun
{
    private readonly MappingCatalogue original;
    private readonly IMappingFiles files;
    private readonly Dictionary<string, CompiledScript> scripts;
    private readonly Dictionary<string, IReadOnlyList<MappingCase>> users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MappingCase> lastNoticed = new(StringComparer.Ordinal);

    /// <summary>Loads the mappings.</summary>
    public MutationRun(IMappingFiles files)
    {
        this.files = new ReadOnce(files);
        original = MappingCatalogue.Load(files, new List<Issue>());
        scripts = original.Environment.Includes.Concat(Mains().Select(m => m.Script)).DistinctBy(s => s.Source.Name).ToDictionary(s => s.Source.Name, StringComparer.Ordinal);
        foreach (var (name, script) in Mains())
        {
            foreach (var used in Includes.Closure(script, original.Environment))
            {
                users[used] = [.. users.GetValueOrDefault(used) ?? [], .. original.FindCases(name)];
            }
        }
    }

    /// <summary>Every mutation of every script that some mapping with cases uses, script by script.</summary>
    public IReadOnlyList<Mutation> All() =>
        [.. scripts.Values.Where(s => users.ContainsKey(s.Source.Name)).OrderBy(s => s.Source.Name, StringComparer.Ordinal).SelectMany(s => Mutations.Of(s.Syntax))];

    /// <summary>Whether a case fails, or a rule comes to decide about nothing, without the piece; null when what is left is no script.</summary>
    public bool? IsNoticed(Mutation mutation)
    {
        CompiledScript mutant;
        try
        {
            mutant = CompiledScript.Compile(new ScriptSource(mutation.Script, mutation.Apply()), template: false, original.Environment);
        }
        catch (ScriptFault)
        {
            return null;
        }

        var script = scripts[mutation.Script];
        var catalogue = original.With(mutant);
        try
        {
            return Fails(new CaseRunner(catalogue, files), mutation.Script);
        }
        finally
        {
            original.With(script);
        }
    }

    private bool Fails(CaseRunner runner, string script)
    {
        var results = new List<CaseResult>();
        IEnumerable<MappingCase> order = lastNoticed.TryGetValue(script, out var likely) ? users[script].Where(c => c != likely).Prepend(likely) : users[script];
        foreach (var item in order)
        {
            var result = runner.Run(item);
            if (!result.Passed)
            {
                lastNoticed[script] = item;
                return true;
            }

            results.Add(result);
        }

        return runner.Unused(results).Any();
    }

    /// <summary>Thousands of runs read the same cases.</summary>
    private sealed class ReadOnce(IMappingFiles files) : IMappingFiles
    {
        private readonly Dictionary<string, ReadOnlyMemory<byte>?> known = new(StringComparer.Ordinal);

        public IReadOnlyList<string> List() => files.List();

        public ReadOnlyMemory<byte>? Read(string path) => known.TryGetValue(path, out var bytes) ? bytes : known[path] = files.Read(path);
    }

    private IEnumerable<(string Name, CompiledScript Script)> Mains() =>
        original.Kinds.SelectMany(k => k.Records.Select(r => (r.Name, r.Script)).Concat(k.Messages.Select(m => (m.Name, m.Script))));
}

using System.Text;
using System.Threading.Channels;
using Interop.Functions.Commands;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary><c>interop watch</c>: after a save the cases of what changed, and only those.</summary>
public sealed class WatchCommandTests
{
    [Fact]
    public async Task A_save_runs_the_cases_of_what_changed()
    {
        using var folder = FormatEngine.Copy();
        Directory.CreateDirectory(Path.Combine(folder.Path, "app/note/cases"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "clinic/patient/cases"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "app/note/cases/001-a.in.json"), """{"id":"1","name":"A"}""");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "clinic/patient/cases/001-a.in.csv"), "id,name\n1,A\n");
        var output = new LineWriter();
        using var watch = new MappingWatch(folder.Path, output);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        watch.RunAll();
        Assert.StartsWith("FAIL: 2 cases, 2 failed", await output.UntilAsync(": 2 cases", stop.Token), StringComparison.Ordinal);

        var running = watch.RunAsync(stop.Token);
        var script = Path.Combine(folder.Path, "app/note/to-fhir.sbn");
        await File.WriteAllTextAsync(script, (await File.ReadAllTextAsync(script, stop.Token)).Replace("$system = ", "$system = nothing_known + ", StringComparison.Ordinal), stop.Token);
        Assert.StartsWith("FAIL: 1 cases of app/note, 1 failed, 1 lint faults", await output.UntilAsync(": 1 cases", stop.Token), StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    private sealed class LineWriter : TextWriter
    {
        private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
        private readonly StringBuilder line = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (value == '\n')
            {
                lines.Writer.TryWrite(line.ToString());
                line.Clear();
                return;
            }

            line.Append(value);
        }

        /// <summary>The next line that has these words.</summary>
        public async Task<string> UntilAsync(string words, CancellationToken cancellationToken)
        {
            await foreach (var found in lines.Reader.ReadAllAsync(cancellationToken))
            {
                if (found.Contains(words, StringComparison.Ordinal))
                {
                    return found;
                }
            }

            return "";
        }
    }
}

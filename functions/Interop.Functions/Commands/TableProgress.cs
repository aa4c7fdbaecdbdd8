namespace Interop.Functions.Commands;

/// <summary>What is being done, on one line of a terminal; a line per table where it is no terminal.</summary>
internal sealed class TableProgress(TextWriter output) : IDisposable
{
    private readonly bool isTerminal = !Console.IsErrorRedirected;
    private string table = "";
    private bool isOpen;

    /// <summary>A table, and bytes of its rows so far.</summary>
    public void Show(string name, long bytes) => Show(name, bytes > 0 ? " " + BackupCommand.Size(bytes) : "");

    /// <summary>A step, and the table it is at.</summary>
    public void Step(string step, string name) => Show($"{step} {name}", "");

    /// <summary>The line is over.</summary>
    public void End()
    {
        if (isOpen)
        {
            output.WriteLine();
            isOpen = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    private void Show(string name, string amount)
    {
        if (isTerminal)
        {
            // Back to the start, and clear what was longer.
            output.Write($"\r{name}{amount}\u001b[K");
            isOpen = true;
        }
        else if (name != table)
        {
            output.WriteLine(name);
        }

        table = name;
    }
}

using Spectre.Console;

namespace Interop.Functions.Demo.Story;

/// <summary>Sentences for a terminal: numbered, marked, broken between words.</summary>
public sealed class StoryScreen(IAnsiConsole console, StoryWords words, int width)
{
    private const int Narrowest = 60;
    private const int Number = 4;

    private readonly int mark = Enum.GetValues<StoryMark>().Append((StoryMark)(-1)).Max(m => (m < 0 ? words.Say("WRONG", "FAUX") : words.Mark(m)).Length) + 2;
    private readonly int wide = Math.Max(Narrowest, width) - 1;

    /// <summary>What this is about.</summary>
    public void Title(string text) => Wrap(text, wide).ToList().ForEach(r => console.MarkupLine($"[bold]{Markup.Escape(r)}[/]"));

    /// <summary>A sentence with its number and mark.</summary>
    public void Write(int number, StoryLine line)
    {
        var word = line.Wrong.Count == 0 ? words.Mark(line.Mark) : words.Say("WRONG", "FAUX");
        Rows($"{number,3} [{(line.Wrong.Count > 0 ? "red" : Colour(line.Mark))}]{word.PadRight(mark)}[/]", line.Text);
        Wrong(line);
    }

    /// <summary>A sentence with a word before it.</summary>
    public void Write(string head, StoryLine line)
    {
        Rows($"[{(line.Wrong.Count > 0 ? "red" : "bold")}]{head.PadRight(Number + mark)}[/]", line.Text);
        Wrong(line);
    }

    /// <summary>Text with a word before it.</summary>
    public void Write(string head, string text) => Rows($"[bold]{head.PadRight(Number + mark)}[/]", text);

    /// <summary>Lines of at most so many characters, broken at spaces; a word that is longer stands alone.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var rows = new List<string> { "" };
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (rows[^1].Length > 0 && rows[^1].Length + 1 + word.Length > width)
            {
                rows.Add(word);
            }
            else
            {
                rows[^1] += (rows[^1].Length > 0 ? " " : "") + word;
            }
        }

        return rows;
    }

    private void Rows(string head, string text)
    {
        var rows = Wrap(text, wide - Number - mark);
        console.MarkupLine(head + Markup.Escape(rows[0]));
        rows.Skip(1).ToList().ForEach(r => console.WriteLine(new string(' ', Number + mark) + r));
    }

    /// <summary>What is wrong follows in red.</summary>
    private void Wrong(StoryLine line)
    {
        foreach (var wrong in line.Wrong.SelectMany(w => Wrap(words.Say("not as it must be: ", "pas comme il faut : ") + w, wide - Number - mark)))
        {
            console.MarkupLine($"{new string(' ', Number + mark)}[red]{Markup.Escape(wrong)}[/]");
        }
    }

    private static string Colour(StoryMark mark) => mark switch
    {
        StoryMark.Delivered or StoryMark.ToBill => "green",
        StoryMark.HeldBack or StoryMark.Alert => "yellow",
        StoryMark.Corrected or StoryMark.Replaced => "blue",
        _ => "magenta",
    };
}

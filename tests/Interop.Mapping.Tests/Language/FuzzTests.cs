using Interop.Mapping.Language;

namespace Interop.Mapping.Tests.Language;

/// <summary>Random texts, from a fixed seed: parsing and running end in a result or an issue, never in another exception.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "{{", "}}", "-}}", "{{~", "{%{", "}%}", "if", "else", "end", "for", "in", "while", "case", "when", "func", "ret", "do", "capture", "with", "wrap", "include",
        "x", "y.z", "$", "$0", "$$", "$a", "this", "null", "true", "1", "1.5", "0x", "1..3", "..<", "'", "\"", "`", "$\"", "\\", "(", ")", "[", "]", "{", "}", ",", ":", ";",
        "\n", " ", "=", "==", "!=", "<", "+", "-", "*", "/", "//", "%", "++", "--", "!", "?", "??", "?!", "?.", "|", "|>", "&&", "||", "@", "^", "#", "##", "...", "string.size", "array.each", "é", "\0", "𝄞",
    ];

    [Fact]
    public void Random_tokens_never_crash_the_language()
    {
        var random = new Random(20261116);
        var limits = new Limits { Steps = 2_000, Depth = 30, Output = 100_000 };
        for (var i = 0; i < 40_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => Pieces[random.Next(Pieces.Length)] + (random.Next(3) == 0 ? " " : "")));
            Try(text, random.Next(2) == 0, limits);
        }
    }

    [Fact]
    public void Cut_and_swapped_cases_never_crash_the_language()
    {
        var random = new Random(7);
        var limits = new Limits { Steps = 2_000, Depth = 30, Output = 100_000 };
        foreach (var file in Directory.EnumerateFiles(LanguageCases.Folder(), "*.sbn*"))
        {
            var text = File.ReadAllText(file);
            for (var i = 0; i < 600; i++)
            {
                var from = random.Next(text.Length);
                var length = random.Next(Math.Min(12, text.Length - from));
                var changed = random.Next(2) == 0 ? text[..from] : text.Remove(from, length).Insert(random.Next(text.Length - length), text.Substring(from, length));
                Try(changed, file.EndsWith(".sbn", StringComparison.Ordinal), limits);
            }
        }
    }

    [Fact]
    public void Random_characters_never_crash_the_language()
    {
        var random = new Random(3);
        for (var i = 0; i < 5_000; i++)
        {
            Try(new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(1, i % 2 == 0 ? 128 : 0xFFFF))]), random.Next(2) == 0, Limits.Default);
        }
    }

    private static void Try(string text, bool scriptOnly, Limits limits)
    {
        try
        {
            var result = Template.Parse(new ScriptSource("fuzz", text), scriptOnly, out var fault)?.Render(null, limits) ?? fault!;
            Assert.True(result.Output is not null ^ result.Fault is not null);
        }
        catch (Exception crash) when (crash is not Xunit.Sdk.XunitException)
        {
            Assert.Fail(text + "\n" + crash);
        }
    }
}

using System.Text;

namespace Interop.Functions.Commands;

/// <summary>Standard input and output as UTF-8, whatever the terminal's locale says: machine input and output have one encoding.</summary>
internal static class TextStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static TextReader Input() => new StreamReader(Console.OpenStandardInput(), Utf8);

    public static TextWriter Output() => new StreamWriter(Console.OpenStandardOutput(), Utf8) { NewLine = "\n" };
}

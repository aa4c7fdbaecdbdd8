using System.Text;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Streaming;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;
using Interop.Fhir.Xml;

namespace Interop.Functions.Bench.Fuzz;

/// <summary>What is done with a broken input: read, validated, written and read again. Whatever it throws is a fault of ours.</summary>
internal sealed class FuzzTarget
{
    private static readonly ValidationOptions Options = ValidationOptions.R4 with { ResourceIds = true };
    private readonly Mutator json;
    private readonly Mutator xml;
    private readonly Mutator bundles;
    private readonly Mutator expressions;
    private readonly Node focus;

    public FuzzTarget(FuzzSamples samples)
    {
        (json, xml, bundles, expressions) = (new(samples.Json), new(samples.Xml), new(samples.Bundles), new(samples.Expressions));
        focus = FhirJson.Read(samples.Json[0], new List<Issue>())!.Root;
    }

    /// <summary>The input of a number: mostly JSON, a fifth XML, a tenth FHIRPath, some Bundles, which are also streamed.</summary>
    public (FuzzKind Kind, byte[] Bytes) Input(int seed, int number) => (number % 50) switch
    {
        < 10 => (FuzzKind.Xml, xml.Make(seed, number)),
        < 15 => (FuzzKind.Expression, expressions.Make(seed, number)),
        < 17 => (FuzzKind.Bundle, bundles.Make(seed, number)),
        _ => (FuzzKind.Json, json.Make(seed, number)),
    };

    /// <summary>Runs one input; true when it was read, false when it was refused with an issue.</summary>
    public bool Run(FuzzKind kind, byte[] bytes)
    {
        switch (kind)
        {
            case FuzzKind.Expression:
                return Expression(bytes);
            case FuzzKind.Bundle:
                _ = StreamValidator.Bundle(new Held(bytes), Options);
                return Resource(bytes, isXml: false);
            default:
                return Resource(bytes, kind == FuzzKind.Xml);
        }
    }

    private static bool Resource(byte[] bytes, bool isXml)
    {
        var issues = new List<Issue>();
        using var tree = isXml ? FhirXml.Read(bytes, issues) : FhirJson.Read(bytes, issues);
        if (tree is null)
        {
            return issues.Count > 0 ? false : throw new InvalidOperationException("An input was refused without an issue.");
        }

        issues.AddRange(ResourceValidator.Validate(tree.Root, Options));
        foreach (var issue in issues)
        {
            _ = issue.Text(Language.French);
        }

        // XML that repeats an element which is no list is read as it is, and told; no JSON can say it.
        var again = new List<Issue>();
        using var back = FhirJson.Read(FhirJson.ToBytes(tree.Root), again);
        return back is not null || issues.Exists(i => i.IsError) ? true : throw new InvalidOperationException("A tree was written that cannot be read: " + again[0].Code.Id);
    }

    private bool Expression(byte[] bytes)
    {
        try
        {
            var expression = FhirPathExpression.Parse(Encoding.UTF8.GetString(bytes));
            FhirPathChecker.Check(expression, "Patient", FhirPathMode.Strict);
            _ = expression.Evaluate(focus, new FhirPathContext { Resource = focus, MaxSteps = 20_000 });
            return true;
        }
        catch (FhirPathException)
        {
            return false;
        }
    }

    private sealed class Held(byte[] bytes) : IByteSource
    {
        public long Length => bytes.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, Math.Max(0, bytes.Length - offset));
            bytes.AsSpan((int)offset, count).CopyTo(buffer);
            return count;
        }
    }
}

/// <summary>What an input is meant to be.</summary>
internal enum FuzzKind
{
    /// <summary>A resource in JSON.</summary>
    Json,

    /// <summary>A resource in XML.</summary>
    Xml,

    /// <summary>A Bundle in JSON, whole and streamed.</summary>
    Bundle,

    /// <summary>A FHIRPath expression.</summary>
    Expression,
}

using Interop.Fhir.Packages;

namespace Interop.Fhir.Validation;

/// <summary>What a resource is validated against, beyond R4's structure.</summary>
public sealed record ValidationOptions
{
    /// <summary>R4 and nothing else.</summary>
    public static readonly ValidationOptions R4 = new();

    /// <summary>Profiles, value sets and code systems that are known; R4's own by default.</summary>
    public Conformance Conformance { get; init; } = Conformance.R4;

    /// <summary>Canonical URLs (<c>url</c> or <c>url|version</c>) that the resource must conform to, beside those its <c>meta.profile</c> names.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Whether expressions carry <c>/*Type/id*/</c> after a resource inside another, as HL7's validator writes them.</summary>
    public bool ResourceIds { get; init; }

    /// <summary>
    /// Whether extensions without a known definition are let pass, said as not checked; by default they are errors, as for HL7's validator.
    /// Modifier extensions are errors in either case, because a reader may not ignore them.
    /// </summary>
    public bool AllowUnknownExtensions { get; init; }

    /// <summary>The instant that rules mean by <c>now()</c>; rules that compare with it need it.</summary>
    public DateTimeOffset Now { get; init; }
}

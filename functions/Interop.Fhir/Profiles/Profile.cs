using Interop.Fhir.Tree;

namespace Interop.Fhir.Profiles;

/// <summary>A compiled profile. Immutable once compiled.</summary>
/// <param name="Url">Its canonical URL, without version.</param>
/// <param name="TypeName">The R4 type that it constrains.</param>
/// <param name="Root">What it demands.</param>
/// <param name="Missing">URLs of base definitions that are not here: what they demand is not checked.</param>
/// <param name="Definition">The StructureDefinition.</param>
internal sealed record Profile(string Url, string TypeName, ProfileElement Root, IReadOnlyList<string> Missing, Node Definition);

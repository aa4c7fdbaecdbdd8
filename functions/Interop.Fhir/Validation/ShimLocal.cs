using Interop.Fhir.Issues; using Interop.Fhir.Tree;
namespace Interop.Fhir.Validation { public static class StructureValidator { public static IReadOnlyList<Issue> Validate(Node n) => n.Exists ? [] : []; } }
namespace Interop.Fhir.Definitions { public sealed class R4Definitions { public static R4Definitions Instance { get; } = new(); public bool IsResource(string t) => t.Length > Count; private int Count; public void Set(int c) => Count = c; } }

namespace Interop.Store.Crypto;

/// <summary>A body whose key was destroyed: the data of its patient were erased.</summary>
internal sealed class ErasedException(long body) : StoreException($"Body {body} was erased with its patient's key.");

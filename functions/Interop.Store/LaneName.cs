using Interop.Engine.Ports;

namespace Interop.Store;

/// <summary>Inbound and outbound lanes in one space of names: direction, then the lane in hexadecimal.</summary>
internal static class LaneName
{
    private const string In = "in:";
    private const string Out = "out:";

    public static string Inbound(ReadOnlySpan<byte> lane) => In + Convert.ToHexStringLower(lane);

    public static string Outbound(ReadOnlySpan<byte> lane) => Out + Convert.ToHexStringLower(lane);

    public static bool IsOutbound(LaneLease lease) => lease.Lane.StartsWith(Out, StringComparison.Ordinal);

    public static byte[] Lane(LaneLease lease) => Convert.FromHexString(lease.Lane.AsSpan(lease.Lane.IndexOf(':', StringComparison.Ordinal) + 1));
}

namespace Interop.Store.Crypto;

/// <summary>
/// How a row names the key that wraps its own: always a number of the same length, so that SQLite overwrites the row where it is when the
/// key is wrapped anew, and leaves no copy of the old one behind.
/// </summary>
internal static class WrapMark
{
    private const long Origin = 1L << 48;

    /// <summary>Nothing wraps it any more: the key is gone.</summary>
    public const long Destroyed = Origin;

    public static long OfMaster(int number) => Origin + number;

    public static long OfPatientKey(long number) => -(Origin + number);

    public static bool IsPatientKey(long mark) => mark < 0;

    public static int Master(long mark) => (int)(mark - Origin);

    public static long PatientKey(long mark) => -mark - Origin;
}

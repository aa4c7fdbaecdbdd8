using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reminders;

/// <summary>
/// Tasks that wait for an answer are found by the day on which their reminder falls due: one more thing that a current version is found by, gone
/// with the version that answers.
/// </summary>
public static class ReminderDays
{
    /// <summary>How far back the engine looks, so that a day on which nothing ran is made up for.</summary>
    public const int Back = 90;

    private const string System = "urn:interop:engine:reminder-due";

    /// <summary>The key of a Task, if it waits; one that is overdue when it comes is found under the day on which it came.</summary>
    public static IEnumerable<KeyedHash> Keys(Node resource, KeyedHasher hasher, DateTimeOffset now)
    {
        if (ReminderPolicy.DueOf(resource) is { } due)
        {
            yield return Key(hasher, due > now ? due : now);
        }
    }

    /// <summary>The keys under which something can be due, oldest first.</summary>
    public static IEnumerable<KeyedHash> Until(KeyedHasher hasher, DateTimeOffset now) =>
        Enumerable.Range(0, Back + 1).Select(n => Key(hasher, now.AddDays(n - Back)));

    private static KeyedHash Key(KeyedHasher hasher, DateTimeOffset day) =>
        hasher.Identifier(System, day.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}

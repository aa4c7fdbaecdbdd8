using System.Globalization;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reminders;

/// <summary>What is to be done about an addressee who was asked.</summary>
public abstract record ReminderDecision
{
    private ReminderDecision()
    {
    }

    /// <summary>Not yet; at this time, if nothing happens before.</summary>
    public sealed record Wait(DateTimeOffset Due) : ReminderDecision;

    /// <summary>Remind now.</summary>
    public sealed record Remind : ReminderDecision;

    /// <summary>Never: answered, declined, given on, over, or reminded before.</summary>
    public sealed record Over : ReminderDecision;
}

/// <summary>
/// A tele-expertise that an addressee has not answered for five days, or for the number that the request states, brings one reminder, and only one
/// (SYSTEMS R9). Pure: the caller brings the Task of the addressee, the request, and the time.
/// </summary>
public static class ReminderPolicy
{
    /// <summary>Days without an answer when the request states no other number.</summary>
    public const int DefaultDays = 5;

    private const string Extensions = "https://interop.example/fhir/StructureDefinition/";

    /// <summary>The engine's own mark on a Task: its reminder was made, or will not be needed any more.</summary>
    public const string Mark = Extensions + "reminder";

    private static readonly HashSet<string> Waiting = ["requested", "received", "accepted", "ready", "in-progress"];

    /// <summary>Decides.</summary>
    /// <param name="task">The Task of one addressee.</param>
    /// <param name="request">Its ServiceRequest; one that does not exist counts as over.</param>
    public static ReminderDecision Decide(Node task, Node request, DateTimeOffset now)
    {
        if (!request["status"].Is("active"u8) || DueOf(task) is not { } due)
        {
            return new ReminderDecision.Over();
        }

        return due <= now ? new ReminderDecision.Remind() : new ReminderDecision.Wait(due);
    }

    /// <summary>When a Task asks for a reminder; null when it never will as it stands.</summary>
    public static DateTimeOffset? DueOf(Node task)
    {
        if (!task["resourceType"].Is("Task"u8) || !Waiting.Contains(task["status"].Text ?? "") || !task["focus"].Exists
            || Find(task, Mark).Exists || Find(task, Extensions + "reminded-at").Exists || Asked(task) is not { } asked)
        {
            return null;
        }

        var days = int.TryParse(Find(task, Extensions + "remind-after-days")["valuePositiveInt"].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? stated : DefaultDays;
        return asked.AddDays(days);
    }

    /// <summary>The engine's mark, if the Task has it.</summary>
    public static Node MarkOf(Node task) => Find(task, Mark);

    /// <summary>A delegate was asked when the request was given on, not when it was first sent.</summary>
    private static DateTimeOffset? Asked(Node task)
    {
        var delegated = task["businessStatus"].All("coding").Any(c => c["code"].Is("delegated-to"u8));
        return DateTimeOffset.TryParse(task[delegated ? "lastModified" : "authoredOn"].Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    private static Node Find(Node task, string url) => task.All("extension").FirstOrDefault(e => e["url"].Is(url));
}

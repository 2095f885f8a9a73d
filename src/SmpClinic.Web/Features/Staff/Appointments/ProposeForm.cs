using System.Globalization;
using NodaTime;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>What proposing other times sends. Looking at another week sends it too, so that nothing ticked or typed is lost.</summary>
public sealed class ProposeForm : AppointmentForm
{
    /// <summary>For how many hours times can be kept.</summary>
    public static readonly IReadOnlyList<int> Hours = [24, 48, 72, 120];

    /// <summary>What <see cref="Show"/> says where the same week is to be shown, of somebody else.</summary>
    public const string SameWeek = "week";

    private const char Separator = '|';

    /// <summary>The times ticked, each a start and a practitioner.</summary>
    public List<string>? Times { get; set; }

    public string? Words { get; set; }

    public string? Keep { get; set; }

    /// <summary>Whose times are shown; empty for everybody's.</summary>
    public string? Practitioner { get; set; }

    /// <summary>The first date shown.</summary>
    public string? From { get; set; }

    /// <summary>Set where another week or somebody else's times are to be shown, and nothing is to be sent: a date, or <see cref="SameWeek"/>.</summary>
    public string? Show { get; set; }

    /// <summary>The hours chosen; two days unless said otherwise.</summary>
    public int KeepHours => Hours.FirstOrDefault(h => h.ToString(CultureInfo.InvariantCulture) == Keep, 48);

    /// <summary>The ticked times that can be read, the earliest first.</summary>
    public IReadOnlyList<ProposedStart> Ticked => [.. (Times ?? []).Select(TryReadTime).OfType<ProposedStart>().Distinct().OrderBy(t => t.Start)];

    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => "propose other times";

    /// <summary>The value of one time's box.</summary>
    public static string ValueOf(Instant start, string practitioner) => StartText.Write(start) + Separator + practitioner;

    /// <summary>Reads it.</summary>
    public bool TryRead(IReadOnlyList<PractitionerChoice> practitioners, out long version, out TimesProposal proposal, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        var ticked = Ticked;
        errors.Require(ticked.Count > 0, nameof(Times), "Tick at least one time.");
        errors.Require(ticked.Count <= TimesProposal.MostTimes, nameof(Times), $"Tick at most {TimesProposal.MostTimes} times; {ticked.Count} are ticked.");
        errors.Require(
            (Times ?? []).TrueForAll(t => TryReadTime(t) is { } read && practitioners.Any(p => p.Slug == read.Practitioner)), nameof(Times), "One of the times could not be read. Tick them again.");
        errors.Require(Keep is null || Hours.Any(h => h.ToString(CultureInfo.InvariantCulture) == Keep), nameof(Keep), "Choose for how long the times are kept.");
        var words = ReadWords(Words, nameof(Words), "The message", TimeOffer.LongestWords, errors);
        proposal = new(ticked, words, Duration.FromHours(KeepHours));
        return !errors.Any;
    }

    private static ProposedStart? TryReadTime(string? typed) =>
        typed is { Length: <= 120 } && typed.Split(Separator) is [var start, { Length: > 0 } practitioner] && StartText.TryRead(start) is { } read ? new(read, practitioner) : null;
}

/// <summary>What taking proposed times back sends.</summary>
public sealed class WithdrawForm : AppointmentForm
{
    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => "take the proposed times back";

    /// <summary>Reads it.</summary>
    public bool TryRead(out long version, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        return !errors.Any;
    }
}

/// <summary>A free time that could be proposed.</summary>
public sealed record FreeTime(Instant Start, string Practitioner, string PractitionerName)
{
    /// <summary>The value of its box.</summary>
    public string Value => ProposeForm.ValueOf(Start, Practitioner);
}

/// <summary>A week of free times to tick.</summary>
public sealed record FreeWeek(LocalDate From, IReadOnlyList<(LocalDate Date, IReadOnlyList<FreeTime> Times)> Days, LocalDate? Earlier, LocalDate Later);

/// <summary>The page on which other times are ticked.</summary>
/// <param name="Appointment">The request's page.</param>
/// <param name="Form">As sent so far.</param>
/// <param name="Practitioners">Who may take it.</param>
/// <param name="Week">The free times shown.</param>
/// <param name="Elsewhere">Ticked times that are not among those shown.</param>
/// <param name="Why">Why times that were asked for could not be kept.</param>
public sealed record ProposePage(
    AppointmentPage Appointment, ProposeForm Form, IReadOnlyList<PractitionerChoice> Practitioners, FreeWeek Week, IReadOnlyList<FreeTime> Elsewhere, string? Why);

using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>A form of the rules that is shown again: what is wrong with it, or who was quicker.</summary>
/// <param name="Errors">What is wrong, by field.</param>
public sealed record FormAgain(FormErrors Errors)
{
    /// <summary>Whether somebody changed the same thing since.</summary>
    public bool Stale { get; init; }

    /// <summary>What they did.</summary>
    public IReadOnlyList<AuditEntry> Since { get; init; } = [];

    /// <summary>The form as it is first shown, or typed again.</summary>
    public static FormAgain Fresh => new(new FormErrors());
}

/// <summary>Where a form of the rules leads.</summary>
/// <param name="Title">What is being changed, as the heading of its preview.</param>
/// <param name="Back">Where to go when it is saved.</param>
public sealed record RuleWay(string Title, string Back);

/// <summary>The preview's page.</summary>
/// <param name="Way">Where it leads.</param>
/// <param name="Preview">What the change would do.</param>
/// <param name="Fields">What was typed, carried along.</param>
/// <param name="Form">The form that was sent.</param>
public sealed record PreviewPage(RuleWay Way, RulePreview Preview, IReadOnlyList<KeyValuePair<string, string>> Fields, RuleForm Form)
{
    /// <summary>What came of moving a visit just now.</summary>
    public CommandOutcome? Moved { get; init; }

    /// <summary>Whether saving was stopped because visits came up that had not been shown.</summary>
    public bool Unseen { get; init; }

    /// <summary>The keys of the visits shown.</summary>
    public string Seen => string.Join('.', Preview.Affected.Select(visit => visit.Key));
}

/// <summary>
/// How a form about the rules is answered: a preview first, on which affected visits can be moved one by one; then saved, or the form
/// again with what was typed where it is wrong (422) or somebody was quicker (409).
/// </summary>
public abstract class RuleAnswers(RuleDesk desk) : Controller
{
    private static readonly ConcurrentDictionary<Type, HashSet<string>> FieldNames = new();

    /// <summary>The desk.</summary>
    protected RuleDesk Desk => desk;

    /// <summary>Answers one form.</summary>
    /// <param name="caller">Who sent it.</param>
    /// <param name="form">What was sent.</param>
    /// <param name="change">What it asks for; null where it cannot be read.</param>
    /// <param name="errors">What is wrong with it.</param>
    /// <param name="way">Where it leads.</param>
    /// <param name="again">Shows the form again.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    protected async Task<IActionResult> AnswerAsync(
        StaffCaller caller, RuleForm form, RuleChange? change, FormErrors errors, RuleWay way, Func<FormAgain, Task<IActionResult>> again, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        if (form.Step == RuleForm.Edit)
        {
            return await again(FormAgain.Fresh);
        }

        if (change is null || errors.Any)
        {
            return await AgainAsync(StatusCodes.Status422UnprocessableEntity, new(errors), again);
        }

        var moved = form.Moves is { } visit ? await MoveAsync(caller, visit, cancellationToken) : (CommandOutcome?)null;
        var saved = form.Step == RuleForm.Save
            ? await desk.SaveAsync(caller, change, form.SeenKeys ?? [], form.Told, form.ReadAt, cancellationToken)
            : null;
        if (saved?.End == RuleEnd.Good)
        {
            return LocalRedirect(way.Back + "?done=saved");
        }

        var outcome = saved is null or { End: RuleEnd.Unseen } ? await desk.PreviewAsync(caller, change, form.SeenKeys, form.ReadAt, cancellationToken) : saved;
        switch (outcome.End)
        {
            case RuleEnd.Gone:
                return NotFound();
            case RuleEnd.Stale:
                form.Version = outcome.Version?.ToString(System.Globalization.CultureInfo.InvariantCulture);
                return await AgainAsync(StatusCodes.Status409Conflict, new FormAgain(new()) { Stale = true, Since = outcome.Since }, again);
            case RuleEnd.Refused:
                errors.Require(holds: false, outcome.Objection!.Field, outcome.Objection.Message);
                return await AgainAsync(StatusCodes.Status422UnprocessableEntity, new(errors), again);
            default:
                Response.StatusCode = saved is not null || moved is { End: not CommandEnd.Done } ? StatusCodes.Status409Conflict : StatusCodes.Status200OK;
                return View("/Features/Staff/Schedule/Preview.cshtml", new PreviewPage(way, outcome.Preview!, Typed(form), form) { Moved = moved, Unseen = saved is not null });
        }
    }

    private async Task<IActionResult> AgainAsync(int status, FormAgain state, Func<FormAgain, Task<IActionResult>> again)
    {
        Response.StatusCode = status;
        return await again(state);
    }

    /// <summary>Moves one affected visit to the time chosen beside it.</summary>
    private async Task<CommandOutcome> MoveAsync(StaffCaller caller, Guid visit, CancellationToken cancellationToken)
    {
        var chosen = OtherTimeValue.TryRead(Request.Form["To." + visit].ToString());
        return chosen is var (version, start, practitioner)
            ? await desk.MoveAsync(caller, visit, version, start, practitioner, cancellationToken)
            : new(CommandEnd.TimeRefused);
    }

    /// <summary>What was typed, to be carried along by the preview; nothing but the form's own fields.</summary>
    private List<KeyValuePair<string, string>> Typed(RuleForm form)
    {
        var names = FieldNames.GetOrAdd(form.GetType(), type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).Select(p => p.Name)
            .Except([nameof(RuleForm.Step), nameof(RuleForm.Seen), nameof(RuleForm.Tell)], StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
        return [.. Request.Form.Where(field => names.Contains(field.Key)).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? string.Empty)))];
    }
}

/// <summary>A time to move a visit to, as the preview's list carries it.</summary>
public static class OtherTimeValue
{
    private const char Separator = '|';

    public static string Write(AffectedVisit visit, OtherTime other) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{visit.Version}{Separator}{StartText.Write(other.Start)}{Separator}{other.PractitionerSlug}");

    public static (long Version, NodaTime.Instant Start, string Practitioner)? TryRead(string value) =>
        value.Split(Separator) is [var version, var start, { Length: <= 60 } practitioner]
        && long.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && StartText.TryRead(start) is { } at ? (number, at, practitioner) : null;
}

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>The check before a consultation: one question a page, nothing stored, and an outcome in plain words.</summary>
[AllowAnonymous]
public sealed class SuitabilityController(SealedAnswers sealedAnswers, SealedChecks checks, FormKeys keys, ClinicTime time, IClock clock) : Controller
{
    [HttpGet("/suitability")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Index() => View();

    [HttpGet("/suitability/check")]
    public IActionResult Check(string? state, string? refused)
    {
        if (Opened(state) is not { } answers)
        {
            return Lost();
        }

        if (SuitabilityCheck.Open(answers) is not { } question)
        {
            return RedirectToAction(nameof(Outcome), new { state });
        }

        var errors = new FormErrors();
        return sealedAnswers.OpenRefused(refused, Visitor) is { } form && form.TryRead(question, Today, errors) is null
            ? Page(answers, question, form, errors, StatusCodes.Status422UnprocessableEntity)
            : Page(answers, question, FormOf(answers, question), new(), StatusCodes.Status200OK);
    }

    [HttpPost("/suitability/check")]
    public IActionResult Answer([FromForm] SuitabilityForm form)
    {
        if (Opened(form.State) is not { } answers)
        {
            return Lost();
        }

        if (SuitabilityCheck.Open(answers) is not { } question)
        {
            return RedirectToAction(nameof(Outcome), new { state = form.State });
        }

        return form.TryRead(question, Today, new FormErrors()) is { } answer
            ? RedirectToAction(nameof(Check), new { state = Seal(answers.With(question.Id, answer)) })
            : RedirectToAction(nameof(Check), new { state = Seal(answers.OpenAt(question.Id)), refused = sealedAnswers.SealRefused(form, Visitor) });
    }

    [HttpGet("/suitability/outcome")]
    public IActionResult Outcome(string? state) => string.IsNullOrEmpty(state) ? RedirectToAction(nameof(Index))
        : Opened(state) is not { } answers ? Lost()
        : SuitabilityCheck.Open(answers) is null ? Ended(SuitabilityCheck.Judge(answers, Today), answers)
        : RedirectToAction(nameof(Check), new { state });

    private string Visitor => keys.Visitor(HttpContext);

    private LocalDate Today => time.DateOf(clock.GetCurrentInstant());

    /// <summary>The answers so far; none yet where no state came along, null where one came that does not open here.</summary>
    private Answers? Opened(string? state) => string.IsNullOrEmpty(state) ? new Answers() : sealedAnswers.Open(state, Visitor);

    private string Seal(Answers answers) => sealedAnswers.Seal(answers, Visitor);

    private ViewResult Lost() => Page(new Answers(), Questions.All[0], new(), new(), StatusCodes.Status410Gone, lost: true);

    private ViewResult Ended(SuitabilityOutcome outcome, Answers answers) => View(
        "Outcome",
        new OutcomePage(outcome, Seal(answers.OpenAt(SuitabilityCheck.Asked(answers).Last().Id)), "/book?check=" + checks.Seal(outcome.ForBooking)));

    private ViewResult Page(Answers answers, Question question, SuitabilityForm form, FormErrors errors, int status, bool lost = false)
    {
        form.State = Seal(answers.OpenAt(question.Id));
        ModelState.Clear();
        Response.StatusCode = status;
        var back = SuitabilityCheck.Before(answers, question) is { } before ? Seal(answers.OpenAt(before.Id)) : null;
        var number = 1 + SuitabilityCheck.Asked(answers).TakeWhile(one => one.Id != question.Id).Count();
        return View("Question", new SuitabilityPage(question, form, errors, number, back, lost));
    }

    private static SuitabilityForm FormOf(Answers answers, Question question) => Answers.DateOf(answers[question.Id]) is { } date
        ? new() { Day = date.ToString("%d", null), Month = date.ToString("%M", null), Year = date.ToString("uuuu", null) }
        : new() { Answer = [.. answers[question.Id] ?? []] };
}

/// <summary>The outcome, the way back to the last question, and the way on into booking.</summary>
public sealed record OutcomePage(SuitabilityOutcome Outcome, string Back, string Book);

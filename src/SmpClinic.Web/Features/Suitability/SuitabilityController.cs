using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>The check before a consultation: one question a page, nothing stored, and an outcome in plain words.</summary>
[AllowAnonymous]
public sealed class SuitabilityController(SealedAnswers sealedAnswers, SealedChecks checks, ClinicTime time, IClock clock) : Controller
{
    [HttpGet("/suitability")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Index() => View();

    [HttpGet("/suitability/check")]
    public IActionResult Check(string? state, string? refused)
    {
        var answers = sealedAnswers.Open(state) ?? new Answers();
        if (SuitabilityCheck.Open(answers) is not { } question)
        {
            return RedirectToAction(nameof(Outcome), new { state });
        }

        var errors = new FormErrors();
        return sealedAnswers.OpenRefused(refused) is { } form && form.TryRead(question, Today, errors) is null
            ? Page(answers, question, form, errors, StatusCodes.Status422UnprocessableEntity)
            : Page(answers, question, FormOf(answers, question), new(), StatusCodes.Status200OK);
    }

    [HttpPost("/suitability/check")]
    public IActionResult Answer([FromForm] SuitabilityForm form)
    {
        var answers = sealedAnswers.Open(form.State) ?? new Answers();
        if (SuitabilityCheck.Open(answers) is not { } question)
        {
            return RedirectToAction(nameof(Outcome), new { state = form.State });
        }

        var errors = new FormErrors();
        return form.TryRead(question, Today, errors) is { } answer
            ? RedirectToAction(nameof(Check), new { state = sealedAnswers.Seal(answers.With(question.Id, answer)) })
            : RedirectToAction(nameof(Check), new { state = sealedAnswers.Seal(answers.OpenAt(question.Id)), refused = sealedAnswers.SealRefused(form) });
    }

    [HttpGet("/suitability/outcome")]
    public IActionResult Outcome(string? state) =>
        sealedAnswers.Open(state) is { } answers && SuitabilityCheck.Open(answers) is null
            ? Ended(SuitabilityCheck.Judge(answers, Today), answers)
            : RedirectToAction(nameof(Index));

    private ViewResult Ended(SuitabilityOutcome outcome, Answers answers) => View(
        "Outcome",
        new OutcomePage(outcome, sealedAnswers.Seal(answers.OpenAt(SuitabilityCheck.Asked(answers).Last().Id)), "/book?check=" + checks.Seal(outcome.ForBooking)));

    private LocalDate Today => time.DateOf(clock.GetCurrentInstant());

    private ViewResult Page(Answers answers, Question question, SuitabilityForm form, FormErrors errors, int status)
    {
        form.State = sealedAnswers.Seal(answers.OpenAt(question.Id));
        ModelState.Clear();
        Response.StatusCode = status;
        var back = SuitabilityCheck.Before(answers, question) is { } before ? sealedAnswers.Seal(answers.OpenAt(before.Id)) : null;
        return View("Question", new SuitabilityPage(question, form, errors, 1 + SuitabilityCheck.Asked(answers).TakeWhile(one => one.Id != question.Id).Count(), back));
    }

    private static SuitabilityForm FormOf(Answers answers, Question question) => Answers.DateOf(answers[question.Id]) is { } date
        ? new() { Day = date.ToString("%d", null), Month = date.ToString("%M", null), Year = date.ToString("uuuu", null) }
        : new() { Answer = [.. answers[question.Id] ?? []] };
}

/// <summary>The outcome, the way back to the last question, and the way on into booking.</summary>
public sealed record OutcomePage(SuitabilityOutcome Outcome, string Back, string Book);

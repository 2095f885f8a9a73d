using Microsoft.AspNetCore.Mvc;

namespace SmpClinic.Benchmarks.Reference;

/// <summary>A plain page: layout, view, a model that is looped over and encoded, as much of it as makes the size.</summary>
public sealed class PageController : Controller
{
    private const int LineBytes = 100;
    private const int FrameBytes = 420;

    [HttpGet("/page")]
    public IActionResult Show(int bytes) =>
        View("Page", Enumerable.Range(1, Math.Max(1, (bytes - FrameBytes) / LineBytes)).Select(n => new Line(n, "A line of text with a name & a price, much as on any page")).ToList());
}

/// <summary>One line of the page.</summary>
public sealed record Line(int Number, string Text);

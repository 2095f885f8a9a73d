using Xunit;

namespace SmpClinic.Browser.Tests;

public sealed class ChecksTests(Chromium chromium)
{
    [Theory]
    [InlineData("document.querySelector('label').remove()", "select-name")]
    [InlineData("const p = document.createElement('p'); p.style.cssText = 'color:#999;background:#aaa'; p.textContent = 'grey'; document.querySelector('main').append(p)", "color-contrast")]
    [InlineData("const p = document.createElement('p'); p.style.width = '3000px'; p.textContent = 'wide'; document.querySelector('main').append(p)", "wider than the window")]
    [InlineData("localStorage.setItem('name', 'Rosalind')", "web storage")]
    [InlineData("const s = document.createElement('img'); s.src = 'https://elsewhere.example/pixel.png'; document.body.append(s)", "somebody else")]
    [InlineData("document.querySelector('main').setAttribute('style', 'color: red')", "POLICY")]
    public async Task The_checks_find_a_planted_fault(string fault, string called)
    {
        await using var visitor = await chromium.VisitAsync(375);
        await visitor.GoAsync("/book/smp-consultation");
        await visitor.Page.EvaluateAsync("() => { " + fault + " }");
        await visitor.CheckAsync();
        Assert.Contains(called, Assert.ThrowsAny<Exception>(visitor.AssertQuiet).Message, StringComparison.Ordinal);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace SmpClinic.Web.Features.Staff.Exports;

/// <summary>A table to be sent as a file, its rows as they are read.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Columns">What the first line says.</param>
/// <param name="Rows">Texts and whole numbers; nothing where there is nothing.</param>
public sealed record CsvTable(string Name, IReadOnlyList<string> Columns, IAsyncEnumerable<object?[]> Rows);

/// <summary>Writes RFC 4180 that a spreadsheet opens as what it is: text.</summary>
public static class Csv
{
    /// <summary>What a spreadsheet takes for the beginning of a formula, the wide forms of some scripts included.</summary>
    private static readonly SearchValues<char> Live = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    /// <summary>One line, with its end.</summary>
    public static void Line(StringBuilder into, IReadOnlyList<object?> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            into.Append(i == 0 ? string.Empty : ",");
            switch (cells[i])
            {
                case null:
                    break;
                case string text:
                    Text(into, text);
                    break;
                case IFormattable number and (int or long or decimal or double):
                    into.Append(number.ToString(null, CultureInfo.InvariantCulture));
                    break;
                default:
                    throw new ArgumentException($"A cell of {cells[i]!.GetType().Name} is neither text nor a number.", nameof(cells));
            }
        }

        into.Append("\r\n");
    }

    /// <summary>
    /// Always in quotes, so that a separator of another country's spreadsheet parts nothing either; with an apostrophe before what would be a
    /// formula, behind whatever blanks; without NUL, at which some readers stop.
    /// </summary>
    private static void Text(StringBuilder into, string text)
    {
        into.Append('"');
        var clean = text.Replace("\0", string.Empty, StringComparison.Ordinal);
        if (clean.Length > 0 && (Live.Contains(clean[0]) || (clean.TrimStart() is [var first, ..] && Live.Contains(first))))
        {
            into.Append('\'');
        }

        into.Append(clean.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}

/// <summary>
/// Sends a table while it is read, so that a list of any length takes little memory. Whoever stops reading loses the connection after
/// <see cref="Patience"/>; a file that was cut off so is seen to be, because its length is never announced and its end never comes.
/// </summary>
public sealed class CsvResult(CsvTable table) : ActionResult
{
    private const int Piece = 32 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var response = http.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = table.Name + ".csv" }.ToString();
        var text = new StringBuilder(Piece + 4096);

        // Without the mark Excel reads UTF-8 as the letters of its own country.
        text.Append('\uFEFF');
        Csv.Line(text, [.. table.Columns]);
        await foreach (var row in table.Rows.WithCancellation(http.RequestAborted))
        {
            Csv.Line(text, row);
            if (text.Length >= Piece)
            {
                await SendAsync(http, text);
            }
        }

        await SendAsync(http, text);
    }

    private static async Task SendAsync(HttpContext http, StringBuilder text)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        late.CancelAfter(Patience);
        try
        {
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), late.Token);
            await http.Response.Body.FlushAsync(late.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }

        text.Clear();
    }
}

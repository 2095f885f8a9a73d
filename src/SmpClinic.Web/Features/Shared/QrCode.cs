using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using QRCoder;

namespace SmpClinic.Web.Features.Shared;

/// <summary>A QR code as a drawing in the page: nobody else learns what it says, and no image of it lies anywhere. Dark on light in either scheme, as cameras want it.</summary>
/// <param name="Says">What it says.</param>
/// <param name="Label">What it is, for who cannot see it.</param>
public sealed record QrCode(string Says, string Label) : IHtmlContent
{
    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        using var code = QRCodeGenerator.GenerateQrCode(Says, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            Draw(path, rows[y], y);
        }

        writer.Write(string.Create(CultureInfo.InvariantCulture, $"<svg class=\"qr-code\" viewBox=\"0 0 {rows.Count} {rows.Count}\" role=\"img\" aria-label=\""));
        encoder.Encode(writer, Label);
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"\"><path fill=\"#fff\" d=\"M0 0h{rows.Count}v{rows.Count}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"));
    }

    private static void Draw(StringBuilder path, BitArray row, int y)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var from = x;
            while (x < row.Length && row[x])
            {
                x++;
            }

            if (x > from)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1H{from}z");
            }
        }
    }
}

using System.Globalization;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace SmpClinic.Web.Features.Consents;

/// <summary>What a signed consent says, for its copy.</summary>
/// <param name="Clinic">Name and address, a line each.</param>
/// <param name="Text">The wording.</param>
/// <param name="Facts">Label and value, in their order.</param>
/// <param name="Drawing">The signature as drawn, if it was.</param>
/// <param name="Hash">The digest over all of it.</param>
public sealed record ConsentCopy(IReadOnlyList<string> Clinic, ConsentText Text, IReadOnlyList<(string Label, string Value)> Facts, string? Drawing, string Hash);

/// <summary>Writes a signed consent as a PDF that anybody can read and print: its fonts are in it, and nothing is loaded from anywhere.</summary>
public static class ConsentPdf
{
    private const double Margin = 56;
    private const double Line = 1.42;

    static ConsentPdf() => GlobalFontSettings.FontResolver = new OwnFonts();

    /// <summary>The file.</summary>
    public static byte[] Write(ConsentCopy copy)
    {
        using var document = new PdfDocument();
        document.Info.Title = copy.Text.Title;
        document.Info.Author = copy.Clinic[0];
        document.Language = "en-GB";
        using var sheet = new Sheet(document);
        foreach (var line in copy.Clinic)
        {
            sheet.Write(line, 9, bold: false);
        }

        sheet.Skip(14);
        sheet.Write(copy.Text.Title, 17, bold: true);
        sheet.Skip(6);
        foreach (var paragraph in copy.Text.Paragraphs)
        {
            var item = paragraph.StartsWith("- ", StringComparison.Ordinal);
            sheet.Write(item ? "•  " + paragraph[2..] : paragraph, 10, bold: false, indent: item ? 12 : 0);
            sheet.Skip(item ? 1 : 5);
        }

        sheet.Skip(8);
        foreach (var (label, value) in copy.Facts)
        {
            sheet.Write(label + ": " + value, 10, bold: false);
        }

        if (copy.Drawing is not null)
        {
            sheet.Skip(8);
            sheet.Draw(SignForm.LinesOf(copy.Drawing));
        }

        sheet.Skip(8);
        sheet.Write("Digest of text, name, signature, time, witness and appointment (SHA-256):", 8, bold: false);
        sheet.Write(copy.Hash, 8, bold: false);
        sheet.Close();
        using var file = new MemoryStream();
        document.Save(file, closeStream: false);
        return file.ToArray();
    }

    /// <summary>Pages that fill from the top.</summary>
    private sealed class Sheet(PdfDocument document) : IDisposable
    {
        private XGraphics? _page;
        private double _y;
        private double _bottom;
        private double _width;

        public void Write(string text, double size, bool bold, double indent = 0)
        {
            Begin();
            var font = new XFont(OwnFonts.Name, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);
            var line = string.Empty;
            foreach (var word in text.Split(' ').SelectMany(word => Pieces(word, font, indent)))
            {
                var longer = line.Length == 0 ? word : line + " " + word;
                if (line.Length > 0 && _page!.MeasureString(longer, font).Width > _width - indent)
                {
                    Put(line, font, indent);
                    longer = word;
                }

                line = longer;
            }

            Put(line, font, indent);
        }

        public void Skip(double points) => _y += points;

        public void Draw(IReadOnlyList<IReadOnlyList<(int X, int Y)>> lines)
        {
            Begin();
            const double Wide = 260;
            Room(Wide * 0.3);
            var pen = new XPen(XColors.Black, 1.2) { LineCap = XLineCap.Round, LineJoin = XLineJoin.Round };
            foreach (var line in lines)
            {
                var points = line.Select(p => new XPoint(Margin + (p.X * Wide / 1000), _y + (p.Y * Wide / 1000))).ToArray();
                _page!.DrawLines(pen, points.Length > 1 ? points : [points[0], new(points[0].X + 0.5, points[0].Y)]);
            }

            _y += Wide * 0.3;
            _page!.DrawLine(XPens.Gray, Margin, _y, Margin + Wide, _y);
        }

        public void Close() => _page?.Dispose();

        public void Dispose() => _page?.Dispose();

        /// <summary>A word that is wider than the page, in pieces that are not.</summary>
        private IEnumerable<string> Pieces(string word, XFont font, double indent)
        {
            while (word.Length > 1 && _page!.MeasureString(word, font).Width > _width - indent)
            {
                var fits = word.Length;
                while (fits > 1 && _page.MeasureString(word[..fits], font).Width > _width - indent)
                {
                    fits--;
                }

                fits -= fits > 1 && char.IsHighSurrogate(word[fits - 1]) ? 1 : 0;
                yield return word[..fits];
                word = word[fits..];
            }

            yield return word;
        }

        private void Put(string line, XFont font, double indent)
        {
            Room(font.Size * Line);
            _page!.DrawString(line, font, XBrushes.Black, new XPoint(Margin + indent, _y + font.Size));
            _y += font.Size * Line;
        }

        private void Room(double height)
        {
            if (_y + height > _bottom)
            {
                _page!.Dispose();
                _page = null;
                Begin();
            }
        }

        private void Begin()
        {
            if (_page is not null)
            {
                return;
            }

            var page = document.AddPage();
            page.Size = PdfSharp.PageSize.A4;
            _page = XGraphics.FromPdfPage(page);
            (_y, _bottom, _width) = (Margin, page.Height.Point - Margin, page.Width.Point - (2 * Margin));
        }
    }

    /// <summary>The two fonts that lie in the program: letters of most names of people are in them.</summary>
    private sealed class OwnFonts : IFontResolver
    {
        public const string Name = "DejaVu Sans";

        public FontResolverInfo ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? "DejaVuSans-Bold" : "DejaVuSans");

        public byte[] GetFont(string faceName)
        {
            using var file = typeof(ConsentPdf).Assembly.GetManifestResourceStream(string.Create(CultureInfo.InvariantCulture, $"{faceName}.ttf"))
                ?? throw new InvalidOperationException($"The program lacks its font {faceName}.");
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
    }
}

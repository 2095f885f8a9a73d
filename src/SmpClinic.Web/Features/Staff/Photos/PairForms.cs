using System.Globalization;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Photos;

/// <summary>Which two photos are to stand side by side.</summary>
public sealed class PairForm
{
    public string? Before { get; set; }

    public string? After { get; set; }

    /// <summary>Finds them among the photos of the page.</summary>
    public bool TryRead(IReadOnlyList<Photo> photos, out Photo? before, out Photo? after, FormErrors errors)
    {
        before = photos.FirstOrDefault(p => p.Name == Before);
        after = photos.FirstOrDefault(p => p.Name == After);
        errors.Require(before is not null, nameof(Before), "Choose the photo before.");
        errors.Require(after is not null, nameof(After), "Choose the photo after.");
        errors.Require(before is null || before != after, nameof(After), "Choose two different photos.");
        return !errors.Any;
    }
}

/// <summary>How the photo after lies over the one before.</summary>
public sealed class AlignForm
{
    public string? Scale { get; set; }

    public string? ShiftX { get; set; }

    public string? ShiftY { get; set; }

    /// <summary>A step of one of the buttons, such as "left" or "larger"; none for the numbers as typed.</summary>
    public string? Step { get; set; }

    public long? Version { get; set; }

    /// <summary>Reads the numbers, with the step added.</summary>
    public bool TryRead(out (int Scale, int X, int Y) read, FormErrors errors)
    {
        read = (Number(Scale, 25, 400, nameof(Scale), errors), Number(ShiftX, -1000, 1000, nameof(ShiftX), errors), Number(ShiftY, -1000, 1000, nameof(ShiftY), errors));
        read = Step switch
        {
            "left" => (read.Scale, read.X - 10, read.Y),
            "right" => (read.Scale, read.X + 10, read.Y),
            "up" => (read.Scale, read.X, read.Y - 10),
            "down" => (read.Scale, read.X, read.Y + 10),
            "larger" => (read.Scale + 2, read.X, read.Y),
            "smaller" => (read.Scale - 2, read.X, read.Y),
            _ => read,
        };
        read = (Math.Clamp(read.Scale, 25, 400), Math.Clamp(read.X, -1000, 1000), Math.Clamp(read.Y, -1000, 1000));
        return !errors.Any;
    }

    private static int Number(string? typed, int from, int to, string field, FormErrors errors)
    {
        var good = int.TryParse(typed?.Trim().Replace('\u2212', '-'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to;
        errors.Require(good, field, string.Create(CultureInfo.InvariantCulture, $"Give a whole number from {from} to {to}."));
        return number;
    }
}

/// <summary>What the gallery is to say.</summary>
public sealed class PublishForm
{
    public string? Title { get; set; }

    public string? Shows { get; set; }

    public string? Sessions { get; set; }

    public string? DaysHealed { get; set; }

    /// <summary>"yes": no face can be recognised in either.</summary>
    public string? Faceless { get; set; }

    public long? Version { get; set; }

    /// <summary>Reads it.</summary>
    public bool TryRead(bool faceMustBeHidden, out (string Title, string Shows, int Sessions, int DaysHealed) read, FormErrors errors)
    {
        var (title, shows) = (Words(Title, nameof(Title), PhotoPair.LongestTitle, "Give it a title.", errors), Words(Shows, nameof(Shows), PhotoPair.LongestShows, "Say what can be seen before and after.", errors));
        read = (title, shows, Number(Sessions, 1, 20, nameof(Sessions), errors), Number(DaysHealed, 0, 3650, nameof(DaysHealed), errors));
        errors.Require(!faceMustBeHidden || Faceless == "yes", nameof(Faceless), "The client allows this only where nobody can tell that it is them. Look at both photos, then tick the box.");
        return !errors.Any;
    }

    private static string Words(string? typed, string field, int longest, string missing, FormErrors errors)
    {
        var clean = PlainText.Clean(typed) ?? string.Empty;
        errors.Require(clean.Length > 0, field, missing);
        errors.Require(clean.Length <= longest, field, string.Create(CultureInfo.InvariantCulture, $"This is {clean.Length} characters long; shorten it to {longest}."));
        return clean;
    }

    private static int Number(string? typed, int from, int to, string field, FormErrors errors)
    {
        var good = int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to;
        errors.Require(good, field, string.Create(CultureInfo.InvariantCulture, $"Give a whole number from {from} to {to}."));
        return number;
    }
}

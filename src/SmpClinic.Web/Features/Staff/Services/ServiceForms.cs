using System.Globalization;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Schedule;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Services;

/// <summary>What changing a service sends, as typed.</summary>
public sealed class ServiceForm : RuleForm
{
    public const int LongestSummary = 500;
    public const int LongestNote = 300;
    public const int LongestBring = 1000;

    /// <summary>The longest name of a product kept.</summary>
    public const int LongestProduct = 100;
    public const int LongestMessage = 300;

    private const int MostDays = 730;
    private const int MostHours = 24 * 60;
    private const int MostPounds = 100_000;

    public string? Slug { get; set; }

    public string? Name { get; set; }

    public string? Summary { get; set; }

    public string? Length { get; set; }

    public string? BufferBefore { get; set; }

    public string? BufferAfter { get; set; }

    public string? StepMinutes { get; set; }

    /// <summary>Hours.</summary>
    public string? LeadTime { get; set; }

    public string? Horizon { get; set; }

    /// <summary>Hours.</summary>
    public string? MoveCutoff { get; set; }

    /// <summary>Hours.</summary>
    public string? CancelCutoff { get; set; }

    public string? Mode { get; set; }

    public string? Policy { get; set; }

    /// <summary>In pounds.</summary>
    public string? Price { get; set; }

    public string? PriceNote { get; set; }

    public string? WhatToBring { get; set; }

    public string? PatchPigment { get; set; }

    public string? PatchNumbing { get; set; }

    public string? Active { get; set; }

    public string? SortOrder { get; set; }

    public string? MostPerDay { get; set; }

    public string? MostPerWeek { get; set; }

    public string? Closed { get; set; }

    public string? ClosedMessage { get; set; }

    public List<string> Practitioners { get; set; } = [];

    public List<string> Rooms { get; set; } = [];

    /// <summary>A new service, with what most have.</summary>
    public static ServiceForm Blank => new()
    {
        Length = "30",
        BufferBefore = "0",
        BufferAfter = "10",
        StepMinutes = "15",
        LeadTime = "24",
        Horizon = "84",
        MoveCutoff = "24",
        CancelCutoff = "24",
        Mode = nameof(VisitMode.InPerson),
        Policy = nameof(BookingPolicy.OnRequest),
        Price = "0",
        Active = "yes",
        SortOrder = "99",
    };

    /// <summary>A service as it stands.</summary>
    public static ServiceForm Of(Service service) => new()
    {
        Version = WriteVersion(service),
        Slug = service.Slug,
        Name = service.Name,
        Summary = service.Summary,
        Length = Write(service.LengthMinutes),
        BufferBefore = Write(service.BufferBeforeMinutes),
        BufferAfter = Write(service.BufferAfterMinutes),
        StepMinutes = Write(service.StepMinutes),
        LeadTime = Hours(service.LeadTimeMinutes),
        Horizon = Write(service.HorizonDays),
        MoveCutoff = Hours(service.MoveCutoffMinutes),
        CancelCutoff = Hours(service.CancelCutoffMinutes),
        Mode = service.Mode.ToString(),
        Policy = service.Policy.ToString(),
        Price = (service.PriceMinorUnits / 100m).ToString("0.##", CultureInfo.InvariantCulture),
        PriceNote = service.PriceNote,
        WhatToBring = service.WhatToBring,
        PatchPigment = service.PatchPigment,
        PatchNumbing = service.PatchNumbing,
        Active = service.Active ? "yes" : null,
        SortOrder = Write(service.SortOrder),
        MostPerDay = Write(service.MostPerDay),
        MostPerWeek = Write(service.MostPerWeek),
        Closed = service.ClosedMessage is null ? null : "yes",
        ClosedMessage = service.ClosedMessage,
        Practitioners = [.. service.Practitioners.Select(p => Write(p.Id)!)],
        Rooms = [.. service.Rooms.Select(r => Write(r.Id)!)],
    };

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    /// <param name="slug">Which; null for a new one.</param>
    /// <param name="errors">Takes the messages.</param>
    public ServiceChange? TryRead(string? slug, FormErrors errors)
    {
        var name = ReadName(Name, nameof(Name), errors);
        var address = slug ?? ReadSlug(Slug, nameof(Slug), errors);
        var change = new ServiceChange(address ?? string.Empty, slug is null, name ?? string.Empty)
        {
            Shown = ShownVersion,
            Summary = ReadText(Summary, nameof(Summary), "A summary", LongestSummary, needed: true, errors) ?? string.Empty,
            LengthMinutes = ReadMinutes(Length, nameof(Length), WantedTime.Shortest, WantedTime.Longest, errors),
            BufferBeforeMinutes = ReadMinutes(BufferBefore, nameof(BufferBefore), 0, 120, errors),
            BufferAfterMinutes = ReadMinutes(BufferAfter, nameof(BufferAfter), 0, 120, errors),
            StepMinutes = ReadMinutes(StepMinutes, nameof(StepMinutes), DiaryCell.Minutes, 240, errors),
            LeadTimeMinutes = ReadHours(LeadTime, nameof(LeadTime), errors),
            HorizonDays = ReadNumber(Horizon, nameof(Horizon), 1, MostDays, needed: true, errors) ?? 0,
            MoveCutoffMinutes = ReadHours(MoveCutoff, nameof(MoveCutoff), errors),
            CancelCutoffMinutes = ReadHours(CancelCutoff, nameof(CancelCutoff), errors),
            Mode = ReadChoice<VisitMode>(Mode, nameof(Mode), "Choose how it takes place.", errors),
            Policy = ReadChoice<BookingPolicy>(Policy, nameof(Policy), "Choose how a booking comes about.", errors),
            PriceMinorUnits = ReadPrice(errors),
            PriceNote = ReadLine(PriceNote, nameof(PriceNote), "The words about the price", LongestNote, needed: false, errors),
            WhatToBring = ReadText(WhatToBring, nameof(WhatToBring), "What to bring", LongestBring, needed: true, errors) ?? string.Empty,
            PatchPigment = ReadLine(PatchPigment, nameof(PatchPigment), "The pigment", LongestProduct, needed: false, errors),
            PatchNumbing = ReadLine(PatchNumbing, nameof(PatchNumbing), "The numbing product", LongestProduct, needed: false, errors),
            Active = Active == "yes",
            SortOrder = ReadNumber(SortOrder, nameof(SortOrder), 0, 999, needed: true, errors) ?? 0,
            MostPerDay = ReadNumber(MostPerDay, nameof(MostPerDay), 1, 500, needed: false, errors),
            MostPerWeek = ReadNumber(MostPerWeek, nameof(MostPerWeek), 1, 3000, needed: false, errors),
            ClosedMessage = Closed == "yes" ? ReadLine(ClosedMessage, nameof(ClosedMessage), "What visitors read", LongestMessage, needed: true, errors) : null,
            PractitionerIds = Numbers(Practitioners),
            RoomIds = Numbers(Rooms),
        };
        errors.Require(change.Mode != VisitMode.InPerson || change.RoomIds.Count > 0, nameof(Rooms), "Choose a room; without one no visit at the clinic can be offered.");
        errors.Require(slug is null || ShownVersion is not null, nameof(Version), "This form was altered on the way. Open it again.");
        return errors.Any ? null : change;
    }

    private static string Hours(int minutes) => (minutes / 60m).ToString("0.##", CultureInfo.InvariantCulture);

    private static int ReadHours(string? typed, string field, FormErrors errors)
    {
        var read = decimal.TryParse(typed?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) && hours is >= 0 and <= MostHours && hours * 60 % DiaryCell.Minutes == 0;
        errors.Require(read, field, "Enter hours, such as 24 or 1.5.");
        return read ? (int)(hours * 60) : 0;
    }

    private static T ReadChoice<T>(string? typed, string field, string message, FormErrors errors)
        where T : struct, Enum
    {
        var found = Enum.GetValues<T>().Where(one => one.ToString() == typed).ToList();
        errors.Require(found.Count == 1, field, message);
        return found.FirstOrDefault();
    }

    private int ReadPrice(FormErrors errors)
    {
        var read = decimal.TryParse(Price?.Trim().TrimStart('£'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pounds) && pounds is >= 0 and <= MostPounds && decimal.Round(pounds, 2) == pounds;
        errors.Require(read, nameof(Price), "Enter an amount in pounds, such as 30 or 30.50; 0 for free.");
        return read ? (int)(pounds * 100) : 0;
    }
}

/// <summary>What closing the booking of services sends, as typed.</summary>
public sealed class ClosedForm : RuleForm
{
    public string? Message { get; set; }

    /// <summary>The services whose booking is closed, by slug.</summary>
    public List<string> Slugs { get; set; } = [];

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    public ClosedChange? TryRead(FormErrors errors)
    {
        var message = ReadLine(Message, nameof(Message), "What visitors read", ServiceForm.LongestMessage, needed: Slugs.Count > 0, errors);
        return errors.Any ? null : new(Slugs.ToHashSet(StringComparer.Ordinal), message ?? string.Empty);
    }
}

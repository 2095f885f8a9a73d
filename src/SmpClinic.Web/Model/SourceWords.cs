namespace SmpClinic.Web.Model;

/// <summary>By which way a booking came, in words.</summary>
public static class SourceWords
{
    public static string Of(BookingSource source) => source switch
    {
        BookingSource.Website => "Client, on the website",
        BookingSource.Staff => "Staff",
        BookingSource.WaitingList => "Waiting list",
        BookingSource.Api => "Another program",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Clients;

/// <summary>Clients on record for staff to act on.</summary>
internal static class ClientBook
{
    private static int _number;

    /// <summary>Somebody on record.</summary>
    public static async Task<Client> AddClientAsync(this ClinicSite site, string name, string? email = null, string? phone = null)
    {
        var number = Interlocked.Increment(ref _number);
        email ??= $"client{number}@example.com";
        var client = new Client { Name = name, Email = email, EmailNormalised = email.ToLowerInvariant(), Phone = phone ?? $"+441174960{number % 1000:000}", CreatedAt = site.Now };
        await site.InDatabaseAsync(db =>
        {
            db.Clients.Add(client);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return client;
    }

    /// <summary>A booking of theirs.</summary>
    public static async Task<Appointment> BookForAsync(this ClinicSite site, Client client, Instant start, string practitioner = StaffDiary.Maya)
    {
        var booking = await site.BookAsync(start, practitioner);
        await site.ChangeAsync<Appointment>(a => a.Id == booking.Id, a => a.ClientId = client.Id);
        return await site.NowAsync(booking);
    }

    /// <summary>The record as it stands now.</summary>
    public static Task<Client> NowAsync(this ClinicSite site, Client client) => site.InDatabaseAsync(db => db.Clients.AsNoTracking().SingleAsync(c => c.Id == client.Id));

    /// <summary>What was done with the record, the oldest first; what was done at once in the order of the alphabet.</summary>
    public static Task<List<string>> LogAsync(this ClinicSite site, Client client) =>
        site.InDatabaseAsync(async db => (await db.Audit.AsNoTracking().Where(e => e.ClientId == client.Id).ToListAsync()).OrderBy(e => e.At).ThenBy(e => e.Action, StringComparer.Ordinal).Select(e => e.Action).ToList());

    public static string Address(this Client client, string below = "") => $"/staff/clients/{client.Id}{below}";

    /// <summary>What is found for some words, as addresses' identifiers in the page's order.</summary>
    public static async Task<List<Guid>> FindAsync(this ClinicSite site, HttpClient browser, string words)
    {
        var page = await (await (await Page.GetAsync(browser, "/staff/clients")).Form("/staff/clients/find").Fill("Words", words).SubmitAsync()).FollowAsync();
        return [.. page.Html.QuerySelectorAll("#client-results tbody th a").Select(a => Guid.Parse(a.GetAttribute("href")!.Split('/')[^1]))];
    }
}

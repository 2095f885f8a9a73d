using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class StrangerTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task AU14_booking_with_a_clients_address_neither_shows_nor_alters_their_record(DatabaseProvider provider)
    {
        await using var site = await BusySiteAsync(provider);
        var clients = Enumerable.Range(1, 10).Select(n => new Client
        {
            Name = $"Known Person {n}",
            Email = $"known{n}@example.com",
            EmailNormalised = $"known{n}@example.com",
            Phone = $"+4477009001{n:00}",
            CreatedAt = site.Now,
        }).ToList();
        await site.InDatabaseAsync(async db =>
        {
            db.AddRange(clients);
            return await db.SaveChangesAsync();
        });
        var before = await StateAsync(site);
        var times = await OfferedAsync(site.Visitor(), Video, new(2026, 12, 8), 40, "maya-okafor");
        string? shape = null;
        for (var i = 0; i <= clients.Count; i++)
        {
            // The last one is a stranger, whose answer must not differ.
            var email = i < clients.Count ? clients[i].Email : "stranger@example.com";
            var answer = await Filled(await DetailsAsync(site.Visitor(), Video, times[i * 4], "maya-okafor"), name: "Somebody Else", email: email, phone: "07700 900999")
                .Fill("Note", "New words").Tick("HealthWords").SubmitAsync();
            answer.Is(HttpStatusCode.Redirect);
            var page = await answer.FollowAsync();
            page.NeverSays("Known Person").NeverSays("+447700900");
            var seen = System.Text.RegularExpressions.Regex.Replace(page.Text.Replace(email, "ADDRESS", StringComparison.Ordinal), @"Reference ?[A-Z2-9-]{9}|\d", string.Empty, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
            seen = System.Text.RegularExpressions.Regex.Replace(seen, "(?:Mon|Tues|Wednes|Thurs|Fri|Satur)day [^ ]* ?[A-Z][a-z]+|[ap]m|:", string.Empty, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
            Assert.Equal(shape ??= seen, seen);
        }

        Assert.Equal(before, await StateAsync(site));
        Assert.False(await site.InDatabaseAsync(db => db.Appointments.AnyAsync(a => a.ClientId != null)));
    }

    /// <summary>Every property of every entity is offered to every public form; only what the form means may change.</summary>
    [Fact]
    public async Task AU15_no_form_takes_more_than_it_shows()
    {
        await using var site = await BusySiteAsync();
        var extra = await site.InDatabaseAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .SelectMany(t => t.GetProperties().Select(p => p.Name).SelectMany(name => new[] { name, $"{t.ClrType.Name}.{name}" }))
            .Distinct(StringComparer.Ordinal).ToList()));
        Assert.True(extra.Count > 200);
        var details = await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest));
        var form = Filled(details, name: "Honest Example", email: "honest@example.com", phone: "07700 900321");
        var own = form.Fields().Select(f => f.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in extra.Where(n => !own.Contains(n)).Take(150))
        {
            form.Smuggle(name, name.EndsWith("Status", StringComparison.Ordinal) ? "Confirmed" : "1");
        }

        var answer = await form.SubmitAsync();
        var client = answer.Is(HttpStatusCode.Redirect).Location!.Split('?')[0];
        var appointment = await AppointmentAsync(site, client);
        Assert.Equal(AppointmentStatus.Requested, appointment.Status);
        Assert.Equal(3000, appointment.PriceMinorUnits);
        Assert.Equal((0, 0, null, null, null), (appointment.CalendarSequence, appointment.TimeVersion, appointment.ClientId, appointment.CancelReason, appointment.DeclineReason));
        Assert.Equal(1, appointment.Version);

        var cancel = (await site.GetAsync(client + "/cancel")).Form($"{client}/cancel");
        foreach (var name in extra.Where(n => n is not "Version" and not "Reason").Take(150))
        {
            cancel.Smuggle(name, "1");
        }

        (await cancel.SubmitAsync()).Is(HttpStatusCode.Redirect);
        var after = await AppointmentAsync(site, client);
        Assert.Equal(AppointmentStatus.Cancelled, after.Status);
        Assert.Equal(
            (appointment.Start, appointment.PractitionerId, appointment.PriceMinorUnits, appointment.ContactName, appointment.ClientId, appointment.DeclineReason),
            (after.Start, after.PractitionerId, after.PriceMinorUnits, after.ContactName, after.ClientId, after.DeclineReason));
    }

    [Fact]
    public void AU15_no_action_binds_something_that_is_stored()
    {
        var stored = typeof(Appointment).Assembly.GetTypes().Where(t => t.Namespace == typeof(Appointment).Namespace && t.IsClass).ToHashSet();
        var bound = typeof(Appointment).Assembly.GetTypes()
            .Where(t => typeof(Microsoft.AspNetCore.Mvc.ControllerBase).IsAssignableFrom(t))
            .SelectMany(t => t.GetMethods(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.DeclaredOnly))
            .SelectMany(m => m.GetParameters().Select(p => (Action: $"{m.DeclaringType!.Name}.{m.Name}", p.ParameterType)))
            .Where(p => stored.Contains(p.ParameterType) || p.ParameterType.GetProperties().Any(q => stored.Contains(q.PropertyType)))
            .Select(p => p.Action);
        Assert.Empty(bound);
    }

    private static Task<string> StateAsync(ClinicSite site) => site.InDatabaseAsync(async db => string.Join(
        '\n', (await db.Clients.AsNoTracking().OrderBy(c => c.EmailNormalised).ToListAsync()).Select(c => $"{c.Id} {c.Name} {c.Email} {c.Phone} {c.Version}")));
}

using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Clients;

public sealed class ClientSearchTests
{
    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_client_is_found_by_any_part_of_name_address_and_number_and_by_all_words_together(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var ottoline = await site.AddClientAsync("Ottoline Quennell", "otto.q@example.com", "+447700900555");
        var jose = await site.AddClientAsync("José Álvarez-Finch", "jaf@mail.example.net", "+441174960123");
        var other = await site.AddClientAsync("Otto Finch", "finch@example.org", "+441314960777");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        foreach (var (words, expected) in new (string, Client[])[]
        {
            ("ttoLINE", [ottoline]), ("nnell otto", [ottoline]), ("to.q@exam", [ottoline]), ("0900 555", [ottoline]), ("07700 900555", [ottoline]),
            ("alvarez", [jose]), ("ÁLVAREZ jose", [jose]), ("+44 (0)117 496 0123", [jose]), ("mail.example", [jose]),
            ("finch", [jose, other]), ("otto", [other, ottoline]), ("ot", [other, ottoline]), ("finch otto 777", [other]),
            ("tt", []), ("otto alvarez", []), ("nobody at all", []), ("'; DROP TABLE Clients --", []), ("%", []), ("___", []),
        })
        {
            Assert.True(
                expected.Select(c => c.Id).Order().SequenceEqual((await site.FindAsync(browser, words)).Order()),
                $"'{words}' does not find {string.Join(", ", expected.Select(c => c.Name))}.");
        }
    }

    [Fact]
    public async Task What_is_looked_for_stands_in_no_address_and_a_made_up_one_finds_nobody()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        var answer = await (await Page.GetAsync(browser, "/staff/clients")).Form("/staff/clients/find").Fill("Words", "ottoline").SubmitAsync();

        Assert.StartsWith("/staff/clients?find=", answer.Is(HttpStatusCode.Found).Location, StringComparison.Ordinal);
        Assert.DoesNotContain("ottoline", answer.Location, StringComparison.OrdinalIgnoreCase);
        var found = (await answer.FollowAsync()).Is(HttpStatusCode.OK).Says("1 client found.");
        Assert.Equal("ottoline", found.Html.QuerySelector("#Words")!.GetAttribute("value"));
        Assert.NotNull(found.Html.QuerySelector($"a[href='{client.Address()}']"));
        Assert.Empty((await Page.GetAsync(browser, answer.Location![..^4] + "AAAA")).Is(HttpStatusCode.OK).Html.QuerySelectorAll("#client-count:not(:empty)"));
        Assert.Equal("/staff/clients", (await (await Page.GetAsync(browser, "/staff/clients")).Form("/staff/clients/find").Fill("Words", " ").SubmitAsync()).Is(HttpStatusCode.Found).Location);
        (await (await Page.GetAsync(browser, "/staff/clients")).Form("/staff/clients/find").Fill("Words", new string('x', 101)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("at most 100 characters");
        (await (await Page.GetAsync(browser, "/staff/clients")).Form("/staff/clients/find").Fill("Words", "bell\u0007").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Results_carry_what_people_are_told_apart_by()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        await site.BookForAsync(client, StaffDiary.Thursday);
        await site.BookForAsync(client, StaffDiary.Thursday + Duration.FromDays(7));
        await site.InDatabaseAsync(db =>
        {
            db.ClientAlerts.Add(new() { ClientId = client.Id, Text = "Needs the ground floor", CreatedAt = site.Now, CreatedBy = "Ada" });
            return db.SaveChangesAsync();
        });
        site.Clock.SetUtcNow((StaffDiary.Thursday + Duration.FromDays(1)).ToDateTimeOffset());
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        (await Page.GetAsync(browser, "/staff/clients")).Is(HttpStatusCode.OK).Says("Ottoline Quennell").Says(client.Email).Says(client.Phone)
            .Says("Needs the ground floor").Says("2 appointments, last Thu 10 Dec 2026, next Thu 17 Dec 2026");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_practitioner_finds_their_own_clients_alone(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var mayas = await site.AddClientAsync("Ottoline Quennell");
        var toms = await site.AddClientAsync("Otto Finch");
        await site.AddClientAsync("Ottokar Nobody");
        await site.BookForAsync(mayas, StaffDiary.Thursday);
        await site.BookForAsync(toms, StaffDiary.Thursday, StaffDiary.Tom);
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);

        Assert.Equal([toms.Id], await site.FindAsync(tom, "otto"));
        Assert.Equal([toms.Id], await site.FindAsync(tom, "o"));
        (await Page.GetAsync(tom, "/staff/clients")).Says("Otto Finch").NeverSays("Quennell").NeverSays("Nobody");
        Assert.Equal(3, (await site.FindAsync(await site.SignInAsync(StaffRoles.FrontDesk), "otto")).Count);
        Assert.Empty(await site.FindAsync(await site.SignInAsync(StaffRoles.Practitioner), "otto"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Words_that_fit_very_many_show_some_and_say_so_and_a_practitioners_own_are_looked_through(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        await site.InDatabaseAsync(async db =>
        {
            db.Clients.AddRange(Enumerable.Range(0, 1_100).Select(i => new Client { Name = $"Ottilie Number{i}", Email = $"o{i}@example.com", EmailNormalised = $"o{i}@example.com", Phone = "+441174960123", CreatedAt = site.Now }));
            return await db.SaveChangesAsync();
        });
        var last = await site.AddClientAsync("Ottilie Zzz");
        await site.BookForAsync(last, StaffDiary.Thursday, StaffDiary.Tom);
        var front = await site.SignInAsync(StaffRoles.FrontDesk);

        Assert.Equal(50, (await site.FindAsync(front, "ottilie")).Count);
        var page = await (await (await Page.GetAsync(front, "/staff/clients")).Form("/staff/clients/find").Fill("Words", "ottilie").SubmitAsync()).FollowAsync();
        page.Says("More than 50 clients fit");
        Assert.Equal([last.Id], await site.FindAsync(front, "ottilie zz"));
        Assert.Equal([last.Id], await site.FindAsync(await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom), "ottilie"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Records_without_terms_are_filled_in_once_by_however_many_at_a_time_wherever_they_were_cut_off(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        for (var i = 0; i < 3; i++)
        {
            await site.AddClientAsync($"Ottilie Number{i}");
        }

        // As the rows of an older release are: found by nothing.
        await site.InDatabaseAsync(async db => await db.ClientTerms.ExecuteDeleteAsync()
            + await db.Clients.ExecuteUpdateAsync(set => set.SetProperty(c => c.SearchKey, (long?)null).SetProperty(c => c.SearchText, (string?)null).SetProperty(c => c.RootId, Guid.Empty)));
        var one = await site.InDatabaseAsync(db => db.Clients.OrderBy(c => c.Name).Select(c => c.Id).FirstAsync());
        await site.ChangeAsync<Client>(c => c.Id == one, c => c.Name = "Ottilie Changed");
        var fill = site.Services.GetRequiredService<ClientSearchFill>();

        var filled = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fill.RunAsync(TestContext.Current.CancellationToken)));

        Assert.Equal(2, filled.Sum());
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        Assert.Equal(3, (await site.FindAsync(browser, "ottilie")).Count);
        Assert.Single(await site.FindAsync(browser, "changed"));
        Assert.Empty(await site.FindAsync(browser, "number0"));
        Assert.Equal(await TermsAsync(site), await site.InDatabaseAsync(async db => (await db.Clients.ToListAsync()).Sum(c => SearchWords.TermsOf(c.SearchText).Count)));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_a_client_is_found_by_follows_their_contact_data_in_the_same_save(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var client = await site.AddClientAsync("Ottoline Quennell", "otto@example.com", "+447700900555");
        await site.ChangeAsync<Client>(c => c.Id == client.Id, c => (c.Name, c.Phone) = ("Ottoline Ashdown", "+447700900666"));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        Assert.Empty(await site.FindAsync(browser, "quennell"));
        Assert.Empty(await site.FindAsync(browser, "07700 900555"));
        Assert.Single(await site.FindAsync(browser, "ashdown 900666"));
        Assert.Equal(await TermsAsync(site), SearchWords.TermsOf((await site.NowAsync(client)).SearchText).Count);
    }

    [Fact]
    public async Task It_follows_them_also_from_save_to_save_of_one_context()
    {
        await using var site = await ClinicSite.StartAsync();
        var last = await site.InDatabaseAsync(async db =>
        {
            var client = db.Clients.Add(new() { Name = "Ottoline Aaa", Email = "o@example.com", EmailNormalised = "o@example.com", Phone = "+447700900555", CreatedAt = site.Now }).Entity;
            foreach (var name in new[] { "Ottoline Bbb", "Ottoline Ccc", "Ottoline Aaa" })
            {
                await db.SaveChangesAsync();
                client.Name = name;
            }

            await db.SaveChangesAsync();
            return client.SearchText;
        });

        Assert.Equal(SearchWords.TermsOf(last).Count, await TermsAsync(site));
    }

    private static Task<int> TermsAsync(ClinicSite site) => site.InDatabaseAsync(db => db.ClientTerms.CountAsync());
}

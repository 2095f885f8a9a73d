using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Clients;

public sealed class ClientMergeTests
{
    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Two_records_are_merged_with_a_choice_for_each_field_and_nothing_is_lost(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var kept = await site.AddClientAsync("Ottoline Quennell", "otto@example.com", "+447700900555");
        var gone = await site.AddClientAsync("Ottoline Ashdown", "ashdown@example.com", "+447700900555");
        var (first, second) = (await site.BookForAsync(kept, StaffDiary.Thursday), await site.BookForAsync(gone, StaffDiary.Thursday + Duration.FromHours(2)));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        (await (await Page.GetAsync(browser, gone.Address())).Form("Keep the note").Fill("Text", "Rings at five").SubmitAsync()).Is(HttpStatusCode.Found);
        (await (await Page.GetAsync(browser, gone.Address())).Form("Add the alert").Fill("AlertText", "Needs the ground floor").SubmitAsync()).Is(HttpStatusCode.Found);

        var choose = (await Page.GetAsync(browser, kept.Address("/merge"))).Is(HttpStatusCode.OK).Says("Same telephone number");
        var preview = (await choose.ClickAsync(kept.Address("/merge/" + gone.Id))).Is(HttpStatusCode.OK).Says("1 appointment, 1 note, 1 alert, 1 message").Says("ashdown@example.com");
        var merged = await (await preview.Form("Merge").Fill("Name", "gone").SubmitAsync()).FollowAsync();

        merged.Is(HttpStatusCode.OK).Says("The records are merged.").Says("Ottoline Ashdown").Says("otto@example.com").Says(first.Reference).Says(second.Reference)
            .Says("Rings at five").Says("Needs the ground floor").Says("Another record merged into this one by FrontDesk").Says("Note written by FrontDesk");
        Assert.Equal(kept.Address(), (await Page.GetAsync(browser, gone.Address())).Is(HttpStatusCode.Found).Location);
        Assert.Equal(gone.Id, (await site.NowAsync(second)).ClientId);
        Assert.Equal([kept.Id], await site.FindAsync(browser, "ashdown@exam"));
        Assert.Equal([kept.Id], await site.FindAsync(browser, "ottoline"));
        Assert.Equal(["client.alert-added", "client.merged-away", "client.note-added"], await site.LogAsync(gone));
        Assert.Equal(["client.changed", "client.merged"], await site.LogAsync(kept));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_merge_is_undone_weeks_later_as_if_it_had_not_been(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var (kept, gone) = (await site.AddClientAsync("Ottoline Quennell"), await site.AddClientAsync("Ottoline Ashdown"));
        await site.BookForAsync(gone, StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        await MergeAsync(browser, kept, gone, "gone");
        site.Clock.Advance(TimeSpan.FromDays(29));
        browser = await site.SignInAsync(StaffRoles.FrontDesk);

        var undo = await (await Page.GetAsync(browser, kept.Address())).ClickAsync("Undo the merge of Ottoline Ashdown");
        undo.Says("Goes back to Ottoline Ashdown1 appointment").Says("Ottoline Quennell again, instead of Ottoline Ashdown").NeverSays("cannot go back");
        (await (await undo.Form("Undo the merge").SubmitAsync()).FollowAsync()).Says("The merge is undone.").Says("Ottoline Quennell");

        Assert.Equal((kept.Name, kept.Email, kept.Phone, kept.Id, null), Of(await site.NowAsync(kept)));
        Assert.Equal((gone.Name, gone.Email, gone.Phone, gone.Id, null), Of(await site.NowAsync(gone)));
        (await Page.GetAsync(browser, gone.Address())).Is(HttpStatusCode.OK).Says("Appointments1");

        // Undone twice is undone once.
        (await undo.Form("Undo the merge").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Single(await site.LogAsync(gone), "client.merge-undone");
    }

    [Fact]
    public async Task After_the_window_a_merge_stands()
    {
        await using var site = await ClinicSite.StartAsync();
        var (kept, gone) = (await site.AddClientAsync("Ottoline Quennell"), await site.AddClientAsync("Ottoline Ashdown"));
        await MergeAsync(await site.SignInAsync(StaffRoles.FrontDesk), kept, gone, "kept");
        site.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(5));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var undo = await Page.GetAsync(browser, await UndoAddressAsync(site));
        site.Clock.Advance(TimeSpan.FromMinutes(6));

        // Seen now, so that the session of whoever asks does not change by asking.
        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.OK);
        var before = await site.EverythingAsync();

        (await undo.Form("Undo the merge").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("That time is over");
        Assert.Equal(before, await site.EverythingAsync());
        (await Page.GetAsync(browser, kept.Address())).Says("Merged records").NeverSays("/undo");
    }

    [Fact]
    public async Task What_was_changed_or_added_since_stays_and_is_named_before_undoing()
    {
        await using var site = await ClinicSite.StartAsync();
        var (kept, gone) = (await site.AddClientAsync("Ottoline Quennell", "a@example.com"), await site.AddClientAsync("Ottoline Ashdown", "b@example.com"));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        await MergeAsync(browser, kept, gone, "gone");
        site.Clock.Advance(TimeSpan.FromHours(1));
        browser = await site.SignInAsync(StaffRoles.FrontDesk);
        (await (await Page.GetAsync(browser, kept.Address("/edit"))).Form().Fill("Email", "newest@example.com").SubmitAsync()).Is(HttpStatusCode.Found);
        await site.BookForAsync(kept, StaffDiary.Thursday);

        var undo = await Page.GetAsync(browser, await UndoAddressAsync(site));
        undo.Says("This cannot go back").Says("E-mail address of Ottoline Ashdown was changed after the merge and stays as it stands: newest@example.com")
            .Says("of these 1 appointment, 0 notes, 0 alerts, 1 message since the merge");
        (await undo.Form("Undo the merge").SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.Equal(("Ottoline Quennell", "newest@example.com", kept.Phone, kept.Id, null), Of(await site.NowAsync(kept)));
        (await Page.GetAsync(browser, kept.Address())).Says("Appointments1");
    }

    [Fact]
    public async Task Of_chained_merges_the_later_is_undone_first_and_every_address_leads_to_the_end()
    {
        await using var site = await ClinicSite.StartAsync();
        var (a, b, c) = (await site.AddClientAsync("Ottoline Aaa"), await site.AddClientAsync("Ottoline Bbb"), await site.AddClientAsync("Ottoline Ccc"));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        await MergeAsync(browser, b, a, "kept");
        var early = await UndoAddressAsync(site);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await MergeAsync(browser, c, b, "kept");
        var late = await UndoAddressAsync(site);

        foreach (var one in new[] { a, b })
        {
            Assert.Equal(c.Address(), (await Page.GetAsync(browser, one.Address())).Is(HttpStatusCode.Found).Location);
        }

        var blocked = (await Page.GetAsync(browser, early)).Says("Ottoline Bbb was itself merged into Ottoline Ccc since.");
        (await (await blocked.ClickAsync("Undo that merge first")).Form("Undo the merge").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.NotEqual(early, late);
        Assert.Equal(b.Address(), (await Page.GetAsync(browser, a.Address())).Is(HttpStatusCode.Found).Location);
        (await (await Page.GetAsync(browser, early)).Form("Undo the merge").SubmitAsync()).Is(HttpStatusCode.Found);
        foreach (var one in new[] { a, b, c })
        {
            (await Page.GetAsync(browser, one.Address())).Is(HttpStatusCode.OK);
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task BK15_a_record_changed_while_it_was_compared_is_not_merged_and_two_who_merge_crosswise_make_no_ring(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var (one, two) = (await site.AddClientAsync("Ottoline Quennell"), await site.AddClientAsync("Ottoline Ashdown"));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var preview = await Page.GetAsync(browser, one.Address("/merge/" + two.Id));
        (await (await Page.GetAsync(browser, two.Address("/edit"))).Form().Fill("Name", "Ottoline Changed").SubmitAsync()).Is(HttpStatusCode.Found);

        var refused = await preview.Form("Merge").SubmitAsync();

        refused.Is(HttpStatusCode.Conflict).Says("Somebody changed one of the two meanwhile").Says("Ottoline Changed");
        Assert.Equal(two.Id, (await site.NowAsync(two)).RootId);

        var crosswise = new[] { await Page.GetAsync(browser, one.Address("/merge/" + two.Id)), await Page.GetAsync(browser, two.Address("/merge/" + one.Id)) };
        await Task.WhenAll(crosswise.Select(page => page.Form("Merge").SubmitAsync()));
        var after = new[] { await site.NowAsync(one), await site.NowAsync(two) };
        Assert.Single(after, c => c.IsRoot);
        Assert.Single(after, c => c.MergedIntoId is not null);
        Assert.Equal(1, await site.InDatabaseAsync(db => db.ClientMerges.CountAsync()));
    }

    [Fact]
    public async Task A_merge_that_says_nothing_of_a_field_is_refused_and_nobody_merges_with_themselves_or_a_stranger()
    {
        await using var site = await ClinicSite.StartAsync();
        var (one, two) = (await site.AddClientAsync("Ottoline Quennell"), await site.AddClientAsync("Ottoline Ashdown"));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var preview = await Page.GetAsync(browser, one.Address("/merge/" + two.Id));
        foreach (var field in new[] { "Name", "Email", "Phone" })
        {
            (await preview.Form("Merge").Without(field).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose which of the two is to stand.");
        }

        (await preview.Form("Merge").Fill("KeptVersion", "x").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("altered on the way");
        (await Page.GetAsync(browser, one.Address("/merge/" + one.Id))).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(browser, one.Address("/merge/" + Guid.CreateVersion7()))).Is(HttpStatusCode.NotFound);
        (await preview.Form("Merge").SubmitAsync(one.Address("/merge/" + one.Id))).Is(HttpStatusCode.NotFound);
        Assert.Equal(0, await site.InDatabaseAsync(db => db.ClientMerges.CountAsync()));
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        (await Page.GetAsync(maya, one.Address("/merge/" + two.Id))).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Records_that_share_an_address_or_a_number_are_listed_until_they_are_one()
    {
        await using var site = await ClinicSite.StartAsync();
        var (one, two) = (await site.AddClientAsync("Ottoline Quennell", phone: "+447700900555"), await site.AddClientAsync("O. Quennell", phone: "+447700900555"));
        await site.AddClientAsync("Somebody Else", phone: "+447700900556");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        var listed = (await Page.GetAsync(browser, "/staff/clients/duplicates")).Is(HttpStatusCode.OK).Says("+447700900555").NeverSays("Somebody Else");
        Assert.NotNull(listed.Html.QuerySelector($"a[href='{one.Address("/merge/" + two.Id)}']"));
        await MergeAsync(browser, one, two, "kept");
        (await Page.GetAsync(browser, "/staff/clients/duplicates")).Says("No two records share one.").Says("O. Quennell into Ottoline Quennell by FrontDesk");
    }

    [Fact]
    public async Task Merging_at_random_loses_nothing_and_undoing_backwards_is_as_if_nothing_had_been()
    {
        foreach (var seed in Profile.Seeds(3, 100))
        {
            await Profile.WithSeedAsync(seed, async random =>
            {
                await using var site = await ClinicSite.StartAsync();
                var clients = new List<Client>();
                for (var i = 0; i < 8; i++)
                {
                    clients.Add(await site.AddClientAsync($"Ottoline Number{i}", phone: $"+44117496000{random.Next(3)}"));
                }

                var before = await StateAsync(site);
                var merges = new Stack<Guid>();
                for (var step = 0; step < 20; step++)
                {
                    var (kept, gone) = (clients[random.Next(clients.Count)], clients[random.Next(clients.Count)]);
                    if (merges.Count > 0 && random.Next(4) == 0)
                    {
                        Assert.Equal(RecordEnd.Done, await UndoAsync(site, merges.Pop()));
                    }
                    else if (await MergeAtDeskAsync(site, kept, gone, random) is { } merge)
                    {
                        merges.Push(merge);
                    }

                    await AssertSoundAsync(site, clients);
                }

                while (merges.TryPop(out var merge))
                {
                    Assert.Equal(RecordEnd.Done, await UndoAsync(site, merge));
                }

                Assert.Equal(before, await StateAsync(site));
            });
        }
    }

    private static (string Name, string Email, string Phone, Guid Root, Guid? Into) Of(Client c) => (c.Name, c.Email, c.Phone, c.RootId, c.MergedIntoId);

    private static async Task<string> UndoAddressAsync(ClinicSite site) =>
        $"/staff/clients/merges/{await site.InDatabaseAsync(db => db.ClientMerges.OrderByDescending(m => m.At).Select(m => m.Id).FirstAsync())}/undo";

    private static async Task MergeAsync(HttpClient browser, Client kept, Client gone, string choice)
    {
        var form = (await Page.GetAsync(browser, kept.Address("/merge/" + gone.Id))).Is(HttpStatusCode.OK).Form("Merge");
        (await form.Fill("Name", choice).Fill("Email", choice).Fill("Phone", choice).SubmitAsync()).Is(HttpStatusCode.Found);
    }

    private static async Task<Guid?> MergeAtDeskAsync(ClinicSite site, Client kept, Client gone, Random random)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<ClientMergeDesk>();
        if (await desk.PreviewAsync(Caller, kept.Id, gone.Id, TestContext.Current.CancellationToken) is not { } page)
        {
            return null;
        }

        page.Form.Name = random.Next(2) == 0 ? "kept" : "gone";
        page.Form.Email = random.Next(2) == 0 ? "kept" : "gone";
        page.Form.Phone = random.Next(2) == 0 ? "kept" : "gone";
        Assert.Equal(RecordEnd.Done, (await desk.MergeAsync(Caller, page.Kept.Id, page.Gone.Id, page.Form, TestContext.Current.CancellationToken)).End);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        return await site.InDatabaseAsync(db => db.ClientMerges.OrderByDescending(m => m.At).Select(m => (Guid?)m.Id).FirstAsync());
    }

    private static async Task<RecordEnd> UndoAsync(ClinicSite site, Guid merge)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<ClientMergeDesk>();
        var page = await desk.UndoPreviewAsync(merge, TestContext.Current.CancellationToken);
        var form = new UnmergeForm { KeptVersion = page!.Merge.Kept!.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), GoneVersion = page.Merge.Gone!.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        return (await desk.UndoAsync(Caller, merge, form, TestContext.Current.CancellationToken)).End;
    }

    private static StaffCaller Caller { get; } = new(Guid.CreateVersion7(), "Ada Marsh", StaffRoles.Administrator, null);

    private static Task<string> StateAsync(ClinicSite site) => site.InDatabaseAsync(async db =>
        string.Join('\n', (await db.Clients.AsNoTracking().OrderBy(c => c.Id).ToListAsync()).Select(c => $"{c.Id} {Of(c)} {c.NameKey} {c.SearchText} {c.SearchKey}"))
        + string.Join('\n', (await db.ClientTerms.AsNoTracking().ToListAsync()).Select(t => $"{t.Term} {t.ClientKey}").Order(StringComparer.Ordinal)));

    /// <summary>Every record leads in steps of merges to its root, which stands for itself; and everybody is found.</summary>
    private static Task<int> AssertSoundAsync(ClinicSite site, List<Client> clients) => site.InDatabaseAsync(async db =>
    {
        var now = await db.Clients.AsNoTracking().ToDictionaryAsync(c => c.Id);
        Assert.Equal(clients.Count, now.Count);
        foreach (var client in now.Values)
        {
            var end = client;
            for (var steps = 0; end.MergedIntoId is { } into; steps++)
            {
                Assert.True(steps < clients.Count, "The merges go round in a ring.");
                end = now[into];
            }

            Assert.Equal(end.Id, client.RootId);
            Assert.Equal(SearchWords.TermsOf(client.SearchText).Count, await db.ClientTerms.CountAsync(t => t.ClientKey == client.SearchKey));
        }

        return 0;
    });
}

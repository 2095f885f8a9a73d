using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class TeamTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const string Password = "four unrelated heron words";

    [Fact]
    public async Task Somebody_who_is_invited_gets_a_link_that_works_once_and_for_three_days()
    {
        await using var own = await ClinicSite.StartAsync();
        var ada = await own.SignInAsync(await own.AddStaffAsync(StaffRoles.Administrator, Password));
        var form = (await Page.GetAsync(ada, "/staff/team/invite")).Is(HttpStatusCode.OK).Form("Send the invitation");
        (await form.Fill("Name", "Noor Haddad").Fill("Email", "noor@example.com").Fill("Role", "FrontDesk").SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(ada, "/staff/team")).Is(HttpStatusCode.OK).Says("Noor Haddad").Says("Invited");

        var link = await LinkInMailAsync(own, "noor@example.com");
        var choose = (await own.GetAsync(link)).Is(HttpStatusCode.OK);
        (await choose.Form("Set the password").Fill("Password", Password).Fill("Repeated", Password).SubmitAsync()).Is(HttpStatusCode.Found);
        (await own.GetAsync(link)).Is(HttpStatusCode.Gone);
        await new SecondFactor().SignInAsync(own.Visitor(), "noor@example.com", Password, own.Clock.GetUtcNow);
        (await Page.GetAsync(ada, "/staff/team")).Says("Active");

        // Sent again, the link before it is worth nothing; and the new one ends by itself.
        var id = await own.InDatabaseAsync(db => db.Users.Where(u => u.Email == "noor@example.com").Select(u => u.Id).SingleAsync());
        var member = await Page.GetAsync(ada, $"/staff/team/{id}");
        (await member.Form("Send a link for a new password").SubmitAsync()).Is(HttpStatusCode.Found);
        var second = await LinkInMailAsync(own, "noor@example.com");
        (await member.Form("Send a link for a new password").SubmitAsync()).Is(HttpStatusCode.Found);
        (await own.GetAsync(second)).Is(HttpStatusCode.Gone);
        var third = await LinkInMailAsync(own, "noor@example.com");
        own.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        (await own.GetAsync(third)).Is(HttpStatusCode.OK);
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        (await own.GetAsync(third)).Is(HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("Name", "", "Enter the name")]
    [InlineData("Email", "not an address", "Enter an e-mail address")]
    [InlineData("Role", "Emperor", "Choose a role.")]
    [InlineData("Practitioner", "999", "Choose a practitioner from the list.")]
    public async Task IN03_an_invitation_against_the_rules_is_refused_at_its_field_with_what_was_typed(string field, string value, string words)
    {
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), "/staff/team/invite");

        var answer = await page.Form("Send the invitation").Fill("Name", "Noor Haddad").Fill("Email", "noor@example.com").Fill("Role", "FrontDesk").Fill(field, value).SubmitAsync();

        Assert.Contains(words, answer.Is(HttpStatusCode.UnprocessableEntity).Html.QuerySelector($"#{field}-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(field == "Name" ? "" : "Noor Haddad", answer.Html.QuerySelector("#Name")!.GetAttribute("value") ?? "");
        Assert.False(await site.InDatabaseAsync(db => db.Users.AnyAsync(u => u.Email == "noor@example.com")));
    }

    [Fact]
    public async Task IN03_a_practitioner_needs_a_diary_and_nobody_is_invited_twice()
    {
        var there = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), "/staff/team/invite");
        (await page.Form("Send the invitation").Fill("Name", "N").Fill("Email", "n1@example.com").Fill("Role", "Practitioner").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose whose diary it is");
        (await page.Form("Send the invitation").Fill("Name", "N").Fill("Email", there.Email!.ToUpperInvariant()).Fill("Role", "FrontDesk").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Somebody on the team has that address.");
    }

    [Fact]
    public async Task AU11_whoever_is_shut_out_or_given_another_role_is_out_at_the_next_request()
    {
        var ada = await site.SignInAsync(await site.AddStaffAsync(StaffRoles.Administrator, Password));
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var browser = await site.SignInAsync(user);
        var member = (await Page.GetAsync(ada, $"/staff/team/{user.Id}")).Is(HttpStatusCode.OK);
        (await member.Form("Change the role").Fill("Role", StaffRoles.Administrator).SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.Found);

        browser = await site.SignInAsync(user);
        (await Page.GetAsync(browser, "/staff/team")).Is(HttpStatusCode.OK);
        var link = await site.InDatabaseAsync(async db =>
        {
            var path = await StaffLinks.IssueAsync(db, user.Id, StaffLinks.Life, site.Now, TestContext.Current.CancellationToken);
            await db.SaveChangesAsync();
            return path;
        });
        (await member.Form("Shut the account now").SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.Found);
        (await site.GetAsync(link)).Is(HttpStatusCode.Gone);
        (await (await site.GetAsync("/staff/sign-in")).Form("Sign in").Fill("Email", user.Email!).Fill("Password", Password).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await member.Form("Send a link for a new password").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("The account is shut.");

        (await (await Page.GetAsync(ada, $"/staff/team/{user.Id}")).Form("Open the account again").SubmitAsync()).Is(HttpStatusCode.Found);
        (await (await site.GetAsync("/staff/sign-in")).Form("Sign in").Fill("Email", user.Email!).Fill("Password", Password).SubmitAsync()).Is(HttpStatusCode.Found);
        var entries = await site.InDatabaseAsync(db => db.Audit.Where(e => e.RecordId == user.Id.ToString() && e.ActorId != user.Id).ToListAsync());
        Assert.Equal(["staff.disabled", "staff.enabled", "staff.role-changed"], entries.Select(e => e.Action).Order(StringComparer.Ordinal));
        var role = entries.Single(e => e.Action == "staff.role-changed");
        Assert.Equal(("Front desk", "Administrator"), (role.Before, role.After));
    }

    [Fact]
    public async Task AU12_a_reset_second_factor_is_told_and_set_up_anew_and_acts_on_the_team_take_a_fresh_proof()
    {
        await using var own = await ClinicSite.StartAsync();
        var ada = await own.SignInAsync(await own.AddStaffAsync(StaffRoles.Administrator, Password));
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk, Password);
        await own.AddAppAsync(user);
        var browser = await own.SignInAsync(user);
        var member = await Page.GetAsync(ada, $"/staff/team/{user.Id}");
        (await member.Form("Reset the second factor").SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.Found);
        Assert.Equal(1, await own.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Recipient == user.Email && m.Kind == "SignInChangedEmail")));
        var door = await (await own.GetAsync("/staff/sign-in")).Form("Sign in").Fill("Email", user.Email!).Fill("Password", Password).SubmitAsync();
        Assert.Equal("/staff/set-up", (await door.FollowAsync()).Location);

        own.Clock.Advance(TimeSpan.FromMinutes(6));
        foreach (var button in (string[])["Change the role", "Send a link for a new password", "Shut the account now"])
        {
            (await member.Form(button).SubmitAsync()).Is(HttpStatusCode.Forbidden).Says("Show again that it is you");
        }

        Assert.False(await own.InDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).Select(u => u.Disabled).SingleAsync()));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Of_two_administrators_who_shut_each_others_account_at_once_one_stays(DatabaseProvider provider)
    {
        await using var own = await ClinicSite.StartAsync(provider);
        for (var round = 0; round < 5; round++)
        {
            await own.InDatabaseAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Disabled, true)));
            var (one, other) = (await own.AddStaffAsync(StaffRoles.Administrator, Password), await own.AddStaffAsync(StaffRoles.Administrator, Password));
            var pages = new[] { await Page.GetAsync(await own.SignInAsync(one), $"/staff/team/{other.Id}"), await Page.GetAsync(await own.SignInAsync(other), $"/staff/team/{one.Id}") };
            await Task.WhenAll(pages[0].Form("Shut the account now").SubmitAsync(), round % 2 == 0
                ? pages[1].Form("Shut the account now").SubmitAsync()
                : pages[1].Form("Change the role").Fill("Role", StaffRoles.FrontDesk).SubmitAsync());
            Assert.True(await own.InDatabaseAsync(db => db.Users.AnyAsync(u => !u.Disabled && db.UserRoles.Any(r => r.UserId == u.Id && db.Roles.Any(role => role.Id == r.RoleId && role.Name == StaffRoles.Administrator)))));
        }
    }

    [Fact]
    public async Task The_last_administrator_stays_one_and_nobody_shuts_themselves_out()
    {
        await using var own = await ClinicSite.StartAsync();
        var last = await own.AddStaffAsync(StaffRoles.Administrator, Password);
        var invited = await own.AddStaffAsync(StaffRoles.Administrator);
        var page = await Page.GetAsync(await own.SignInAsync(invited), $"/staff/team/{last.Id}");
        (await page.Form("Shut the account now").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("This is the last administrator who can come in.");
        (await page.Form("Change the role").Fill("Role", StaffRoles.FrontDesk).SubmitAsync()).Is(HttpStatusCode.Conflict);
        (await page.Form("Shut the account now").SubmitAsync($"/staff/team/{invited.Id}/disable")).Is(HttpStatusCode.Conflict).Says("Nobody does that to their own account.");
        (await page.Form("Shut the account now").SubmitAsync($"/staff/team/{Guid.NewGuid()}/disable")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_administrator_ends_a_colleagues_sign_in()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var browser = await site.SignInAsync(user);
        var member = (await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), $"/staff/team/{user.Id}")).Is(HttpStatusCode.OK);
        var end = member.Html.QuerySelectorAll("form").Select(f => f.GetAttribute("action")!).Single(a => a.EndsWith("/end", StringComparison.Ordinal));
        (await member.Form(end).SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.Found);
    }

    private static async Task<string> LinkInMailAsync(ClinicSite own, string email)
    {
        var sealedMessage = await own.InDatabaseAsync(async db => (await db.Outbox.Where(m => m.Recipient == email && m.Kind == "StaffLinkEmail").ToListAsync()).MaxBy(m => m.Id.ToString())!.SealedMessage!);
        using var stream = new MemoryStream(((Sealer)own.Services.GetService(typeof(Sealer))!).Open(sealedMessage));
        var text = (await MimeKit.MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken)).TextBody;
        return text!.Split('\n').Select(l => l.Trim()).Single(l => l.Contains("/staff/set-password?token=", StringComparison.Ordinal))["https://localhost".Length..];
    }
}

using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class PasskeyTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const string AtTheDoor = "/staff/sign-in/passkey";
    private const string AtTheStep = "/staff/second-factor/passkey";
    private const string SetUp = "/staff/set-up/passkey";

    [Fact]
    public async Task AU09_a_passkey_is_set_up_and_then_opens_the_door_alone()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        using var key = await SetUpAsync(user);
        var stored = await site.InDatabaseAsync(db => db.StaffPasskeys.SingleAsync(p => p.UserId == user.Id));
        Assert.Equal("Work laptop", stored.Name);

        var inside = await ShowAsync(site.Visitor(), key, "/staff/sign-in?returnUrl=%2Fstaff%2Fmail", AtTheDoor);

        Assert.Equal("/staff/mail", inside.Is(HttpStatusCode.Found).Location);
        (await inside.FollowAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(SignInProof.Passkey, await site.InDatabaseAsync(db => db.StaffSessions.Where(s => s.UserId == user.Id && s.Stage == SignInStage.Full && s.EndedAt == null)
            .OrderByDescending(s => s.Id).Select(s => s.ProvedBy).FirstAsync()));
    }

    [Fact]
    public async Task AU10_the_answer_to_a_question_is_taken_once_and_within_five_minutes()
    {
        await using var own = await ClinicSite.StartAsync();
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk);
        using var key = await SetUpAsync(user, own);
        var door = await own.GetAsync("/staff/sign-in");
        var answer = key.Show(door, AtTheDoor);
        var ten = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => door.Form(AtTheDoor).Fill("Credential", answer).SubmitAsync()));
        Assert.Single(ten, a => a.Status == HttpStatusCode.Found);

        var late = await own.GetAsync("/staff/sign-in");
        own.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        (await late.Form(AtTheDoor).Fill("Credential", key.Show(late, AtTheDoor)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task AU09_a_passkey_that_did_not_check_its_owner_or_was_asked_elsewhere_opens_nothing()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        using var key = await SetUpAsync(user);
        key.Verifies = false;
        (await ShowAsync(site.Visitor(), key, "/staff/sign-in", AtTheDoor)).Is(HttpStatusCode.UnprocessableEntity).Says("That passkey does not let you in here");

        foreach (var foreign in (SoftKey[])[new() { Origin = "https://evil.example" }, new() { Site = "evil.example" }, new() { Verifies = false }])
        {
            using (foreign)
            {
                var door = await Page.GetAsync(site.Browser(await site.CookiesAsync(await site.AddStaffAsync(StaffRoles.FrontDesk), SignInStage.Password)), "/staff/set-up");
                (await door.Form(SetUp).Fill("Credential", foreign.Create(door, SetUp)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
                (await ShowAsync(site.Visitor(), foreign, "/staff/sign-in", AtTheDoor)).Is(HttpStatusCode.UnprocessableEntity);
            }
        }
    }

    [Fact]
    public async Task AU09_another_persons_passkey_is_no_second_factor_and_a_disabled_persons_none_at_all()
    {
        var (mine, theirs) = (await site.AddStaffAsync(StaffRoles.FrontDesk), await site.AddStaffAsync(StaffRoles.FrontDesk));
        using var key = await SetUpAsync(theirs);
        using var own = await SetUpAsync(mine);
        (await ShowAsync(site.Browser(await site.CookiesAsync(mine, SignInStage.Password)), key, "/staff/second-factor", AtTheStep)).Is(HttpStatusCode.UnprocessableEntity);
        (await ShowAsync(site.Browser(await site.CookiesAsync(mine, SignInStage.Password)), own, "/staff/second-factor", AtTheStep)).Is(HttpStatusCode.Found);

        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == theirs.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Disabled, true)));
        (await ShowAsync(site.Visitor(), key, "/staff/sign-in", AtTheDoor)).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1,2")]
    [InlineData("{\"id\":\"AA\",\"type\":\"public-key\",\"response\":{}}")]
    public async Task IN03_what_is_no_answer_of_a_browser_is_refused_plainly(string credential)
    {
        var door = await site.GetAsync("/staff/sign-in");
        (await door.Form(AtTheDoor).Fill("Credential", credential).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await door.Form(AtTheDoor).Fill("Credential", credential).Fill("State", "x").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await door.Form(AtTheDoor).Fill("Credential", new string('x', 30_000)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task AU06_the_door_asks_for_passkeys_in_the_same_words_whoever_comes()
    {
        var questions = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var options = System.Text.Json.JsonDocument.Parse((await site.GetAsync("/staff/sign-in")).Html.QuerySelector($"form[action='{AtTheDoor}']")!.GetAttribute("data-options")!);
            Assert.Equal("required", options.RootElement.GetProperty("userVerification").GetString());
            questions.Add(options.RootElement.GetRawText().Replace(options.RootElement.GetProperty("challenge").GetString()!, "", StringComparison.Ordinal));
        }

        Assert.Single(questions.Distinct());
    }

    private Task<SoftKey> SetUpAsync(ClinicUser user) => SetUpAsync(user, site);

    private static async Task<SoftKey> SetUpAsync(ClinicUser user, ClinicSite at)
    {
        var key = new SoftKey();
        var door = (await Page.GetAsync(at.Browser(await at.CookiesAsync(user, SignInStage.Password)), "/staff/set-up")).Is(HttpStatusCode.OK);
        (await door.Form(SetUp).Fill("Credential", key.Create(door, SetUp)).Fill("Name", "Work laptop").SubmitAsync()).Is(HttpStatusCode.OK).Says("Your recovery codes");
        return key;
    }

    private static async Task<Page> ShowAsync(HttpClient browser, SoftKey key, string path, string action)
    {
        var door = (await Page.GetAsync(browser, path)).Is(HttpStatusCode.OK);
        return await door.Form(action).Fill("Credential", key.Show(door, action)).SubmitAsync();
    }
}

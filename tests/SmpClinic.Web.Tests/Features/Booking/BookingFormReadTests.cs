using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>The form without the page around it: what becomes a request, and what each fault is called.</summary>
public sealed class BookingFormReadTests
{
    private const string Service = "smp-consultation";

    [Fact]
    public void A_form_filled_in_fully_becomes_a_request_with_every_value_in_its_place()
    {
        var form = Sound();
        (form.Practitioner, form.Hopes, form.Note, form.HealthWords, form.Offers) = ("maya-okafor", "A softer hairline", "I use a wheelchair", "yes", "yes");
        var request = Read(form);
        Assert.Equal(Service, request.ServiceSlug);
        Assert.Equal(Instant.FromUtc(2026, 12, 8, 10, 0), request.Start);
        Assert.Equal("maya-okafor", request.Practitioner);
        Assert.Equal(("Ada Example", "Ada@example.com", "ada@example.com", "+447700900123"), (request.Name.Text, request.Email.Text, request.Email.Normalised, request.Phone.E164));
        Assert.Equal(ContactPreference.TextMessage, request.Preference);
        Assert.Equal(("A softer hairline", "I use a wheelchair"), (request.Hopes, request.Note));
        Assert.Equal([ConsentKinds.Terms, ConsentKinds.HealthWords, ConsentKinds.Offers], request.Consents);
        Assert.Equal((form.Key, "visitor", "address"), (request.FormKey, request.VisitorHash, request.AddressHash));
    }

    [Fact]
    public void What_was_left_empty_is_nothing_and_was_not_agreed_to()
    {
        var form = Sound();
        (form.Practitioner, form.Hopes, form.Note) = (" ", "  ", "");
        form.HealthWords = "yes";
        var request = Read(form);
        Assert.Null(request.Practitioner);
        Assert.Null(request.Hopes);
        Assert.Null(request.Note);
        form.HealthWords = form.Offers = null;
        (form.Hopes, form.Note) = (null, null);
        Assert.Equal([ConsentKinds.Terms], Read(form).Consents);
        form.Offers = "on";
        Assert.Equal([ConsentKinds.Terms], Read(form).Consents);
    }

    [Fact]
    public void An_empty_form_is_told_everything_once_and_in_the_order_of_the_fields()
    {
        Assert.False(new BookingForm().TryRead(Service, "GB", null, "address", out var request, out var errors));
        Assert.Null(request);
        Assert.True(errors.Any);
        Assert.Equal(["Start", "Name", "Email", "Phone", "Preference", "Adult", "Terms", "Key"], errors.All.Select(e => e.Field));
        Assert.Equal("Enter your name.", errors["Name"]);
        Assert.Equal("Enter your e-mail address.", errors["Email"]);
        Assert.Equal("Enter your telephone number.", errors["Phone"]);
        Assert.Null(errors["Hopes"]);
    }

    [Theory]
    [InlineData("Start", "soon", "Choose a time again; the one in this form could not be read.")]
    [InlineData("Name", "12345", "Enter your name in at most 100 characters, with at least one letter and without control characters.")]
    [InlineData("Email", "ada", "Enter one e-mail address, such as name@example.com.")]
    [InlineData("Phone", "12", "Enter a telephone number, such as 07700 900123, or with + and the country code.")]
    [InlineData("Preference", "", "Choose how you would like us to contact you.")]
    [InlineData("Preference", "1", "Choose how you would like us to contact you.")]
    [InlineData("Preference", "Email, Phone", "Choose how you would like us to contact you.")]
    [InlineData("Hopes", "a\u0001b", "What you hope for holds characters that cannot be kept, such as control characters. Remove them.")]
    [InlineData("Note", "a\u0001b", "The note holds characters that cannot be kept, such as control characters. Remove them.")]
    [InlineData("Adult", "maybe", "Tell us whether you are 18 or over.")]
    [InlineData("Terms", "on", "Tick the box to say that you have read the terms and the privacy notice.")]
    [InlineData("HealthWords", "", "Tick the box so that we may keep what you wrote, or leave both text boxes empty.")]
    [InlineData("Key", "0123456789abcdef0123456789abcde", "This form was altered on the way. Open it again from the list of times.")]
    [InlineData("Key", "0123456789ABCDEF0123456789ABCDEF", "This form was altered on the way. Open it again from the list of times.")]
    public void A_fault_is_told_in_words_that_help_to_mend_it(string field, string value, string message)
    {
        var form = Sound();
        form.Note = "Kept";
        form.HealthWords = "yes";
        typeof(BookingForm).GetProperty(field)!.SetValue(form, value);
        Assert.False(form.TryRead(Service, "GB", null, "address", out var request, out var errors));
        Assert.Null(request);
        Assert.Equal((field, message), Assert.Single(errors.All));
        Assert.Equal(message, errors[field]);
    }

    [Theory]
    [InlineData(nameof(BookingForm.Hopes))]
    [InlineData(nameof(BookingForm.Note))]
    public void Free_text_may_be_a_thousand_characters_long_and_needs_consent_in_either_box(string field)
    {
        var form = Sound();
        void Type(int length) => typeof(BookingForm).GetProperty(field)!.SetValue(form, new string('w', length));
        Type(1000);
        Assert.False(form.TryRead(Service, "GB", null, "address", out _, out var unticked));
        Assert.Equal("HealthWords", Assert.Single(unticked.All).Field);
        form.HealthWords = "yes";
        Read(form);
        Type(1001);
        Assert.False(form.TryRead(Service, "GB", null, "address", out _, out var tooLong));
        Assert.EndsWith("is 1001 characters long; shorten it to 1000.", tooLong[field], StringComparison.Ordinal);
    }

    [Fact]
    public void Adults_and_others_are_told_apart()
    {
        Assert.False(Sound().SaysUnder18);
        Assert.True(new BookingForm { Adult = "no" }.SaysUnder18);
        var form = Sound();
        form.Adult = "no";
        Read(form);
    }

    [Fact]
    public void BK06_the_body_is_told_from_another_by_any_field_and_not_by_the_key_or_the_clock()
    {
        var first = Read(Sound()).BodyHash;
        Assert.Equal(64, first.Length);
        Assert.Equal(first.ToLowerInvariant(), first);
        var again = Sound();
        (again.Key, again.Rendered, again.Zone, again.Website) = (new string('a', 32), "later", "Europe/Paris", "x");
        Assert.Equal(first, Read(again).BodyHash);
        (string Field, string Value)[] changes =
        [
            ("Start", "2026-12-08T11:00:00Z"), ("Practitioner", "maya-okafor"), ("Name", "Ada Other"), ("Email", "other@example.com"), ("Phone", "07700 900124"),
            ("Preference", "Email"), ("Hopes", "A"), ("Note", "A"), ("Adult", "no"), ("HealthWords", "yes"), ("Offers", "yes"),
        ];
        var hashes = changes.Select(change =>
        {
            var form = Sound();
            form.HealthWords = change.Field is "Hopes" or "Note" ? "yes" : null;
            typeof(BookingForm).GetProperty(change.Field)!.SetValue(form, change.Value);
            return Read(form).BodyHash;
        });
        Assert.Equal(12, hashes.Append(first).Distinct(StringComparer.Ordinal).Count());
        Assert.True(Sound().TryRead("patch-test", "GB", null, "address", out var other, out _));
        Assert.NotEqual(first, other!.BodyHash);

        // Fields are kept apart, so that moving words from one to the next is a change.
        var (left, right) = (Sound(), Sound());
        (left.Hopes, left.Note, left.HealthWords) = ("ab", "c", "yes");
        (right.Hopes, right.Note, right.HealthWords) = ("a", "bc", "yes");
        Assert.NotEqual(Read(left).BodyHash, Read(right).BodyHash);
    }

    [Fact]
    public void A_new_form_carries_what_it_was_opened_with()
    {
        var form = BookingForm.New("key", "2026-12-08T10:00:00Z", "maya-okafor", "Asia/Tokyo", "mark");
        Assert.Equal(("key", "2026-12-08T10:00:00Z", "maya-okafor", "Asia/Tokyo", "mark"), (form.Key, form.Start, form.Practitioner, form.Zone, form.Rendered));
        Assert.Equal(Instant.FromUtc(2026, 12, 8, 10, 0), form.StartInstant);
    }

    [Fact]
    public void The_first_message_at_a_field_is_the_one_that_stands()
    {
        var errors = new FormErrors();
        errors.Require(holds: true, "A", "never");
        Assert.False(errors.Any);
        errors.Require(holds: false, "A", "first");
        errors.Require(holds: false, "B", "other");
        errors.Require(holds: false, "A", "second");
        Assert.Equal([("A", "first"), ("B", "other")], errors.All);
    }

    [Theory]
    [InlineData("2000-01-01T00:00:00Z", false)]
    [InlineData("2000-01-01T00:00:01Z", true)]
    [InlineData("2199-12-31T23:59:59Z", true)]
    [InlineData("2200-01-01T00:00:00Z", false)]
    [InlineData("2000-01-01T00:30:00+01:00", false)]
    [InlineData("1999-12-31T23:30:00-01:00", false)]
    [InlineData("2200-01-01T00:30:00+01:00", true)]
    [InlineData("2026-12-08T10:00:00.00000000000000000+00:00", false)]
    [InlineData("2026-12-08T10:00:00", false)]
    public void A_start_is_read_between_2000_and_2200(string text, bool read) =>
        Assert.Equal(read, StartText.TryRead(text) is not null);

    [Fact]
    public void A_start_of_forty_characters_is_still_looked_at_and_a_longer_one_is_not()
    {
        Assert.NotNull(StartText.TryRead("2026-12-08T10:00:00.000000000+00:00:00"));
        Assert.Equal("2026-12-08T10:00:00Z", StartText.Write(Instant.FromUtc(2026, 12, 8, 10, 0)));
    }

    [Fact]
    public void The_time_a_form_was_open_is_known_for_half_a_day_and_only_from_our_own_mark()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(ClinicSite.Start);
        var clock = new FillClock(new EphemeralDataProtectionProvider(), new ClockOf(time));
        var mark = clock.Mark();
        Assert.Equal(Duration.Zero, clock.Since(mark));
        time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(Duration.FromHours(12), clock.Since(mark));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(clock.Since(mark));
        time.AdjustTime(ClinicSite.Start - TimeSpan.FromSeconds(1));
        Assert.Null(clock.Since(mark));
        Assert.Null(clock.Since(null));
        Assert.Null(clock.Since(""));
        Assert.Null(clock.Since("forged"));
        Assert.Null(clock.Since(new string('m', 500)));
        Assert.Null(new FillClock(new EphemeralDataProtectionProvider(), new ClockOf(time)).Since(mark));
    }

    private static BookingForm Sound() => new()
    {
        Key = "0123456789abcdef0123456789abcdef",
        Rendered = "now",
        Start = "2026-12-08T10:00:00Z",
        Name = "Ada Example",
        Email = "Ada@example.com",
        Phone = "07700 900123",
        Preference = "TextMessage",
        Adult = "yes",
        Terms = "yes",
    };

    private static BookingRequest Read(BookingForm form)
    {
        Assert.True(form.TryRead(Service, "GB", "visitor", "address", out var request, out var errors), string.Join(' ', errors.All));
        Assert.Empty(errors.All);
        Assert.NotNull(request);
        return request;
    }

    private sealed class ClockOf(TimeProvider time) : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(time.GetUtcNow());
    }
}

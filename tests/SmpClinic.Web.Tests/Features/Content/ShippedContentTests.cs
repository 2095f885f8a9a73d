using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Features.Journal;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

/// <summary>The program's own texts, as the first version of what the clinic can change.</summary>
public sealed class ShippedContentTests
{
    [Fact]
    public void Every_shipped_text_keeps_the_rules_that_the_clinics_own_are_held_to() =>
        Assert.Empty(ShippedContent.All.SelectMany(text => ContentRules.Faults(text.Kind, text.Id, text.Fields).Select(fault => $"{text.Key}, {fault.Field}: {fault.Message}")));

    [Fact]
    public void Keys_are_distinct_and_every_text_has_every_field()
    {
        Assert.Distinct(ShippedContent.All.Select(text => text.Key), StringComparer.Ordinal);
        Assert.All(ShippedContent.All, text => Assert.Equal(text.Kind.Fields.Select(field => field.Name).Order(StringComparer.Ordinal), text.Fields.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Where_nothing_was_changed_visitors_read_the_programs_own_words()
    {
        var texts = new PublishedTexts(StoredContent.Unread);

        Assert.Equal(FaqList.All.Select(entry => (entry.Id, entry.Question, entry.Answer)), texts.Faq.SelectMany(group => group.Entries).Select(entry => (entry.Id, entry.Question, entry.Answer)));
        Assert.Equal(JournalArticles.All.Select(article => (article.Path, article.Title, article.Published)), texts.Articles.Select(article => (article.Path, article.Title, article.Published)));
        Assert.Equal(TeamProfiles.All.Select(person => person.Name), texts.Team.Select(person => person.Name));
        Assert.Equal(SitePages.All, texts.Pages.All);
        Assert.Null(texts.Announcement);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>Clients' contact data: somebody new by hand, or a change of what is known.</summary>
public sealed class ClientContactDesk(ClinicDb db, ClinicWrites writes, ClientSearch search, IOptions<ClinicDetails> clinic, IClock clock)
{
    private const int MostShown = 10;

    /// <summary>The form with what is known; null where the caller may not see the client.</summary>
    public async Task<ContactPage?> ReadAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken) =>
        await db.RecordAsync(caller, id, cancellationToken) is { } client ? new(client, ContactForm.Of(client), new()) : null;

    /// <summary>Adds somebody, or gives the page that says why not: what is wrong, or who may be the same person and was not shown yet.</summary>
    public async Task<(Guid? Added, ContactPage Page)> AddAsync(StaffCaller caller, ContactForm form, CancellationToken cancellationToken)
    {
        var page = new ContactPage(null, form, new());
        if (form.TryRead(clinic.Value.PhoneRegion, page.Errors) is not { } contact)
        {
            return (null, page);
        }

        var same = form.Another == "yes" ? [] : await LikelySameAsync(caller, contact.Name, contact.EmailNormalised, contact.Phone, except: null, cancellationToken);
        if (same.Count > 0)
        {
            return (null, page with { Same = same });
        }

        var written = await writes.RunAsync(
            (unit, _) =>
            {
                var now = clock.GetCurrentInstant();
                var client = unit.AddClient(contact, now);
                unit.Note(caller, "client.added", client.Id, null, null, now);
                return Task.FromResult(client.Id);
            },
            cancellationToken);
        return (written.End == WriteEnd.Committed ? written.Value : null, page);
    }

    /// <summary>Saves a change.</summary>
    /// <returns>How it ended, and the page to show where it was not done.</returns>
    public async Task<(RecordEnd End, ContactPage? Page)> EditAsync(StaffCaller caller, Guid id, ContactForm form, CancellationToken cancellationToken)
    {
        if (await ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return (RecordEnd.NotFound, null);
        }

        page = page with { Form = form };
        var version = form.TryReadVersion(page.Errors);
        if (form.TryRead(clinic.Value.PhoneRegion, page.Errors) is not { } contact || version is null)
        {
            return (RecordEnd.NotAllowed, page);
        }

        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.RecordAsync(caller, id, ct) is not { } client)
                {
                    return RecordEnd.NotFound;
                }

                // Sent twice, it is done once: what stands is what was asked for.
                return contact == Contact.Of(client) ? RecordEnd.Same
                    : client.Version != version ? RecordEnd.Stale
                    : unit.Change(client, contact, caller, "client.changed", null, clock.GetCurrentInstant()) ? RecordEnd.Done : RecordEnd.Same;
            },
            cancellationToken);
        var end = written.End == WriteEnd.Committed ? written.Value : RecordEnd.Stale;
        return end != RecordEnd.Stale ? (end, page)
            : await db.Clients.AsNoTracking().VisibleTo(caller, db).FirstOrDefaultAsync(c => c.Id == page.Client!.Id, cancellationToken) is { } now
                ? (end, page with { Client = now, Changed = true })
                : (RecordEnd.NotFound, null);
    }

    /// <summary>Records with the same address, number or name, and which of these it is.</summary>
    public async Task<IReadOnlyList<LikelySame>> LikelySameAsync(StaffCaller caller, string name, string email, string phone, Guid? except, CancellationToken cancellationToken)
    {
        // One index each: a question with "or" in it would be answered from none of them.
        var key = SearchWords.NameKey(name);
        var others = db.Clients.AsNoTracking().Where(c => c.RootId != except);
        IQueryable<Client>[] ways = [others.Where(c => c.EmailNormalised == email), others.Where(c => c.Phone == phone), others.Where(c => c.NameKey == key && key != "")];
        var met = new List<Sharing>();
        foreach (var way in ways)
        {
            met.AddRange(await way.OrderBy(c => c.CreatedAt).Take(MostShown)
                .Select(c => new Sharing(c.RootId, c.EmailNormalised == email, c.Phone == phone, c.NameKey == key)).ToListAsync(cancellationToken));
        }

        var rows = (await search.RowsAsync(caller, met.Select(m => m.RootId).Distinct(), cancellationToken)).ToDictionary(r => r.Id);
        return [.. met.GroupBy(m => m.RootId).Select(m => new LikelySame(rows[m.Key], Why(m.Any(one => one.Email), m.Any(one => one.Phone), m.Any(one => one.Name))))];
    }

    private static string Why(bool email, bool phone, bool name)
    {
        string[] same = [.. new[] { email ? "e-mail address" : null, phone ? "telephone number" : null, name ? "name" : null }.OfType<string>()];
        return "Same " + (same.Length < 2 ? string.Concat(same) : string.Join(", ", same[..^1]) + " and " + same[^1]);
    }

    private sealed record Sharing(Guid RootId, bool Email, bool Phone, bool Name);
}

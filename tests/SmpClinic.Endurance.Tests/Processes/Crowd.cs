using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>Clients who book, move and cancel at random through the pages, and write down what they were told.</summary>
public sealed class Crowd(IReadOnlyList<Instant> times)
{
    private static readonly string[] Practitioners = ["maya-okafor", "tom-hale"];
    private static int _people;

    private readonly ConcurrentQueue<ClientJournal> _journals = new();
    private readonly ConcurrentQueue<string> _surprises = new();
    private int _acknowledged;
    private int _putOff;

    /// <summary>Everybody's journal, oldest first.</summary>
    public IReadOnlyCollection<ClientJournal> Journals => _journals;

    /// <summary>Changes that the site has acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>How often somebody was asked to try again.</summary>
    public int PutOff => Volatile.Read(ref _putOff);

    /// <summary>Answers that were neither a yes nor an orderly no.</summary>
    public IReadOnlyCollection<string> Surprises => _surprises;

    /// <summary>Lets so many clients act until they are told to stop or the site is gone.</summary>
    /// <param name="browser">Makes a client's browser.</param>
    /// <param name="clients">How many act side by side.</param>
    /// <param name="random">Decides what they do.</param>
    /// <param name="stop">Ends it after the request under way.</param>
    public Task RunAsync(Func<HttpClient> browser, int clients, Random random, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(_ => random.Next()).ToList().Select(seed => ActAsync(browser, new Random(seed), stop)));

    private async Task ActAsync(Func<HttpClient> browser, Random random, CancellationToken stop)
    {
        using var own = browser();
        var visits = new List<ClientJournal>();
        try
        {
            var details = new Dictionary<string, Page>(StringComparer.Ordinal);
            while (!stop.IsCancellationRequested)
            {
                var open = visits.Where(v => !v.Cancelled).ToList();
                switch (open.Count == 0 ? 0 : random.Next(4))
                {
                    case 1:
                        await MoveAsync(own, open[random.Next(open.Count)], random);
                        break;
                    case 2:
                        await CancelAsync(own, open[random.Next(open.Count)]);
                        break;
                    default:
                        if (await BookAsync(own, details, random) is { Page: not null } visit)
                        {
                            visits.Add(visit);
                        }

                        break;
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The site was killed; the journals say what was under way.
        }
    }

    private async Task<ClientJournal> BookAsync(HttpClient browser, Dictionary<string, Page> details, Random random)
    {
        var with = Practitioners[random.Next(Practitioners.Length)];
        var start = times[random.Next(times.Count)];
        if (!details.TryGetValue(with, out var page))
        {
            page = details[with] = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, start, with);
        }

        var number = Interlocked.Increment(ref _people);
        var form = BookingSteps.Filled(page, email: string.Create(CultureInfo.InvariantCulture, $"crowd{number}@example.com"))
            .Fill("Start", StartText.Write(start)).Fill("Key", Guid.NewGuid().ToString("N"));
        var journal = new ClientJournal(string.Create(CultureInfo.InvariantCulture, $"crowd{number}@example.com"));
        _journals.Enqueue(journal);
        journal.AskBooking(start, form);
        Settle(journal, await form.SubmitAsync(), "/appointments/");
        return journal;
    }

    private async Task MoveAsync(HttpClient browser, ClientJournal visit, Random random)
    {
        var start = times[random.Next(times.Count)];
        var with = Practitioners[random.Next(Practitioners.Length)];
        var page = await Page.GetAsync(browser, $"{visit.Page}/reschedule/confirm?start={StartText.Write(start)}&practitioner={with}");
        if (page.Status != HttpStatusCode.OK)
        {
            // (Reading needs no turn, so nobody is put off here.)
            _surprises.Enqueue($"confirming a move: {page.Status} {page.Heading}");
            return;
        }

        var form = page.Form($"{visit.Page}/reschedule");
        visit.AskMove(start);
        Settle(visit, await form.SubmitAsync(), $"{visit.Page}?done=moved");
    }

    private async Task CancelAsync(HttpClient browser, ClientJournal visit)
    {
        var page = await Page.GetAsync(browser, $"{visit.Page}/cancel");
        if (page.Status != HttpStatusCode.OK)
        {
            _surprises.Enqueue($"the page to cancel: {page.Status} {page.Heading}");
            return;
        }

        var form = page.Form($"{visit.Page}/cancel");
        visit.AskCancel();
        Settle(visit, await form.SubmitAsync(), $"{visit.Page}?done=cancelled");
    }

    private void Settle(ClientJournal journal, Page answer, string yes)
    {
        if (answer.Status == HttpStatusCode.Redirect && answer.Location!.StartsWith(yes, StringComparison.Ordinal))
        {
            journal.Acknowledge(answer.Location.Split('?')[0]);
            Interlocked.Increment(ref _acknowledged);
            return;
        }

        // Told to come back is an orderly no on a machine that is busy with other things; that nothing was changed is checked later.
        journal.Refused();
        if (answer.Status == HttpStatusCode.ServiceUnavailable && answer.Heading.Contains("very busy", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _putOff);
        }
        else if (answer.Status != HttpStatusCode.Conflict)
        {
            _surprises.Enqueue($"{answer.Path}: {answer.Status} {answer.Heading} {answer.Location}");
        }
    }
}

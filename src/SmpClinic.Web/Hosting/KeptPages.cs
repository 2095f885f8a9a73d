using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// The pages that are the same for everybody, as bytes ready to send, before everything that finds out who asks: nobody who brings
/// a staff cookie is answered from here. What is kept came through the output cache, which stays the one that renders, shares and
/// expires; here it is asked again after <see cref="Life"/>, and at once when the content has changed.
/// </summary>
public sealed class KeptPages(
    RequestDelegate next, ContentStamp stamp, IResponseCompressionProvider compression, IOptionsMonitor<CookieAuthenticationOptions> cookies, TimeProvider time)
{
    /// <summary>There are some thirty pages in three forms; more than this is somebody trying out spellings, and the shelf is begun anew.</summary>
    private const int MostPages = 300;

    private const int MostWishes = 64;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly string _staffCookie = cookies.Get(IdentityConstants.ApplicationScheme).Cookie.Name!;
    private readonly ConcurrentDictionary<string, string> _wishes = new(StringComparer.Ordinal);
    private volatile Shelf _shelf = new(string.Empty);

    public Task InvokeAsync(HttpContext context)
    {
        if (!IsForEverybody(context))
        {
            return next(context);
        }

        var shelf = _shelf;
        if (!ReferenceEquals(shelf.State, stamp.Current))
        {
            _shelf = shelf = new(stamp.Current);
        }

        var key = new Key(context.Request.Path.Value ?? string.Empty, Form(context));
        return shelf.Pages.TryGetValue(key, out var page) && time.GetElapsedTime(page.Taken) < Life
            ? page.SendAsync(context, time)
            : AskAsync(context, shelf, key);
    }

    private bool IsForEverybody(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.GetEndpoint()?.Metadata.GetMetadata<OutputCacheAttribute>()?.PolicyName is ContentCache.Policy
        && !context.IsErrorPage()
        && (StringValues.IsNullOrEmpty(context.Request.Headers.Cookie) || !context.Request.Cookies.ContainsKey(_staffCookie));

    /// <summary>Which form the compression gives to this wish. Browsers send the same few wishes.</summary>
    private string Form(HttpContext context)
    {
        var wish = context.Request.Headers.AcceptEncoding.ToString();
        if (_wishes.TryGetValue(wish, out var form))
        {
            return form;
        }

        form = compression.GetCompressionProvider(context)?.EncodingName ?? "plain";
        if (_wishes.Count < MostWishes)
        {
            _wishes.TryAdd(wish, form);
        }

        return form;
    }

    private async Task AskAsync(HttpContext context, Shelf shelf, Key key)
    {
        var body = context.Response.Body;
        using var rendered = new MemoryStream();
        context.Response.Body = rendered;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var response = context.Response;
        if (response.StatusCode == StatusCodes.Status200OK && StringValues.IsNullOrEmpty(response.Headers.SetCookie) && rendered.Length > 0)
        {
            var page = new Page(response.Headers, rendered.ToArray(), time);
            if (shelf.Pages.Count >= MostPages && !shelf.Pages.ContainsKey(key))
            {
                // Were the shelf left full, those spellings would keep the pages off it until the content changes.
                _shelf = shelf = new(shelf.State);
            }

            shelf.Pages[key] = page;

            response.ContentLength = page.Length;
        }

        rendered.Position = 0;
        await rendered.CopyToAsync(body, context.RequestAborted);
    }

    private readonly record struct Key(string Path, string Form);

    /// <summary>The pages of one state of the content. Another state begins an empty one.</summary>
    private sealed class Shelf(string state)
    {
        public string State => state;

        public ConcurrentDictionary<Key, Page> Pages { get; } = [];
    }

    private sealed class Page
    {
        private readonly StringValues _type;
        private readonly StringValues _encoding;
        private readonly StringValues _vary;
        private readonly StringValues _caching;
        private readonly byte[] _body;
        private readonly long _age;

        public Page(IHeaderDictionary headers, byte[] body, TimeProvider time)
        {
            (_type, _encoding, _vary, _caching) = (headers.ContentType, headers.ContentEncoding, headers.Vary, headers.CacheControl);
            _body = body;
            Taken = time.GetTimestamp();
            _age = long.TryParse(headers.Age, NumberStyles.None, CultureInfo.InvariantCulture, out var age) ? age : 0;
        }

        public long Taken { get; }

        public int Length => _body.Length;

        public Task SendAsync(HttpContext context, TimeProvider time)
        {
            var headers = context.Response.Headers;
            headers.ContentType = _type;
            headers.ContentLength = _body.Length;
            headers.CacheControl = _caching;
            headers.Age = (_age + (long)time.GetElapsedTime(Taken).TotalSeconds).ToString(CultureInfo.InvariantCulture);
            if (_vary.Count > 0)
            {
                headers.Vary = _vary;
            }

            if (_encoding.Count > 0)
            {
                headers.ContentEncoding = _encoding;
            }

            return context.Response.Body.WriteAsync(_body, context.RequestAborted).AsTask();
        }
    }
}

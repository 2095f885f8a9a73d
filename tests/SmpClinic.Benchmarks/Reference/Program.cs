using SmpClinic.Benchmarks.Reference;

// What the site is compared with, each in a process of its own: the least that can be done for the same size, the same rows, the same inserts.
WebApplication app;
switch (args)
{
    case ["bare", var bytes]:
        app = Bare(Body(bytes, "text/html; charset=utf-8"));
        break;
    case ["mvc"]:
        app = Mvc();
        break;
    case ["read", var database]:
        app = Minimal();
        app.MapGet("/day", new MinimalRead(database).AnswerAsync);
        break;
    case ["write", var database]:
        app = Minimal();
        app.MapPost("/write", new MinimalWrite(database).AnswerAsync);
        break;
    case ["mail"]:
        app = Minimal();
        var mail = new MailServer();
        app.MapGet("/port", () => mail.Port);
        app.MapPost("/open", mail.Open);
        app.MapGet("/taken", mail.Taken);
        break;
    default:
        await Console.Error.WriteLineAsync("bare BYTES | mvc | read DATABASE | write DATABASE | mail");
        return 1;
}

app.Urls.Add("http://127.0.0.1:0");
await app.StartAsync();
Console.WriteLine("Now listening on: " + app.Urls.First());
await app.WaitForShutdownAsync();
return 0;

static WebApplication Bare(byte[] body)
{
    var app = Minimal();
    app.Run(context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    });
    return app;
}

static WebApplication Minimal()
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    return builder.Build();
}

static WebApplication Mvc()
{
    var builder = WebApplication.CreateBuilder();
    builder.Logging.ClearProviders();
    builder.Services.AddControllersWithViews();
    var app = builder.Build();
    app.MapControllers();
    return app;
}

static byte[] Body(string bytes, string type) =>
    System.Text.Encoding.ASCII.GetBytes(new string('x', int.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture) - type.Length) + type);

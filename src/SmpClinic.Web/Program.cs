using Microsoft.Extensions.Options;
using SmpClinic.Web;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Operations;

try
{
    if (Verbs.AreAskedFor(args))
    {
        return await Verbs.RunAsync(args);
    }

    await WebApplication.CreateBuilder(args).AddClinic().Build().UseClinic().RunAsync();
    return 0;
}
catch (Exception e) when (e is SettingsException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    SecurityLog.NoteRefusedStart(Console.Out);
    return 1;
}

namespace SmpClinic.Web.Hosting;

/// <summary>The site cannot start with these settings. The message names each of them and what it may be.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException()
    {
    }

    public SettingsException(string message)
        : base(message)
    {
    }

    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

namespace SmpClinic.Web.Hosting;

/// <summary>A page that is made anew for each question, but holds no form token and nothing about anybody: compressing it tells nothing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HoldsNoSecretAttribute : Attribute;

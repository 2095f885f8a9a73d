using Microsoft.AspNetCore.Mvc.ActionConstraints;

namespace SmpClinic.Web.Features.Content;

/// <summary>
/// Chosen before an action of the same address where the query has this key. Kept pages look at nothing but the path, so what
/// depends on the query needs an action of its own that is not kept.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WhenAskedAttribute(string key) : Attribute, IActionConstraint
{
    public string Key => key;

    public int Order => 0;

    public bool Accept(ActionConstraintContext context) => context.RouteContext.HttpContext.Request.Query.ContainsKey(key);
}

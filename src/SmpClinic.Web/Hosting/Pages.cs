using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ActionConstraints;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Routing;

namespace SmpClinic.Web.Hosting;

/// <summary>Controllers with views, each beside its feature, and the form token that every unsafe verb has to bring.</summary>
public static class Pages
{
    private const int MostErrors = 50;
    private const int MostItems = 100;

    public static void AddPages(this IServiceCollection services, StartSettings settings)
    {
        services.AddControllersWithViews(mvc =>
        {
            mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
            mvc.Filters.Add<NoteRefusedTokens>();
            mvc.Filters.Add(new BlankNamesNothing());
            mvc.Conventions.Add(new HeadWhereGet());
            mvc.MaxModelValidationErrors = MostErrors;
            mvc.MaxModelBindingCollectionSize = MostItems;
            mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
        });
        services.Configure<RazorViewEngineOptions>(razor => razor.ViewLocationExpanders.Add(new FeatureFolders()));
        services.AddRouting(routing => routing.LowercaseUrls = true);
        services.AddAntiforgery(form =>
        {
            form.FormFieldName = "__form";
            form.Cookie.Name = CookieNames.Of("clinic-form", settings);
            form.Cookie.HttpOnly = true;
            form.Cookie.SameSite = SameSiteMode.Strict;
            form.Cookie.SecurePolicy = CookieNames.Secure(settings);
            form.Cookie.Path = "/";

            // The content policy says it for every response; a second account of framing would only disagree one day.
            form.SuppressXFrameOptionsHeader = true;
        });
    }

    /// <summary>
    /// Looks for views in the folder of the controller's namespace and its parents, then in Features/Shared:
    /// <c>Features.Staff.Requests</c> is <c>/Features/Staff/Requests/{0}.cshtml</c>.
    /// </summary>
    private sealed class FeatureFolders : IViewLocationExpander
    {
        private const string Key = "feature";

        public void PopulateValues(ViewLocationExpanderContext context)
        {
            if (context.ActionContext.ActionDescriptor is ControllerActionDescriptor action)
            {
                context.Values[Key] = action.ControllerTypeInfo.Namespace;
            }
        }

        public IEnumerable<string> ExpandViewLocations(ViewLocationExpanderContext context, IEnumerable<string> viewLocations)
        {
            var start = typeof(Pages).Assembly.GetName().Name + ".";
            if (context.Values.TryGetValue(Key, out var space) && space?.StartsWith(start, StringComparison.Ordinal) == true)
            {
                for (var folder = space[start.Length..].Replace('.', '/'); folder.Contains('/', StringComparison.Ordinal); folder = folder[..folder.LastIndexOf('/')])
                {
                    yield return $"/{folder}/{{0}}.cshtml";
                }
            }

            yield return "/Features/Shared/{0}.cshtml";
        }
    }

    /// <summary>A part of an address that is blank would reach its action as no value at all, and there is nothing of that name.</summary>
    private sealed class BlankNamesNothing : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context)
        {
            if (context.RouteData.Values.Values.Any(value => value is string text && string.IsNullOrWhiteSpace(text)))
            {
                context.Result = new NotFoundResult();
            }
        }

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
            // What it let through is judged by others.
        }
    }

    /// <summary>A form without its token is worth a line in the security log, whichever action it was meant for.</summary>
    private sealed class NoteRefusedTokens(SecurityLog security) : IAlwaysRunResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context)
        {
            if (context.Result is IAntiforgeryValidationFailedResult)
            {
                security.Note(context.HttpContext, SecurityEvent.FormTokenRefused);
            }
        }

        public void OnResultExecuted(ResultExecutedContext context)
        {
            // Noted before.
        }
    }

    /// <summary>Whatever answers GET answers HEAD: link checkers and mail scanners ask that way, and a 405 tells them the page is broken.</summary>
    private sealed class HeadWhereGet : IActionModelConvention
    {
        public void Apply(ActionModel action)
        {
            foreach (var selector in action.Selectors)
            {
                for (var i = 0; i < selector.ActionConstraints.Count; i++)
                {
                    if (selector.ActionConstraints[i] is HttpMethodActionConstraint verbs && Lacks(verbs.HttpMethods))
                    {
                        selector.ActionConstraints[i] = new HttpMethodActionConstraint([.. verbs.HttpMethods, HttpMethods.Head]);
                    }
                }

                for (var i = 0; i < selector.EndpointMetadata.Count; i++)
                {
                    if (selector.EndpointMetadata[i] is HttpMethodMetadata verbs && Lacks(verbs.HttpMethods))
                    {
                        selector.EndpointMetadata[i] = new HttpMethodMetadata([.. verbs.HttpMethods, HttpMethods.Head]);
                    }
                }
            }
        }

        private static bool Lacks(IEnumerable<string> verbs) =>
            verbs.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase) && !verbs.Contains(HttpMethods.Head, StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>
/// Cookies bind to this host alone and travel over TLS alone (<c>__Host-</c>). Where the settings let the site be used without TLS,
/// in Development or on trial, a browser would drop such a cookie, so there the name and the flag are plain.
/// </summary>
internal static class CookieNames
{
    public static string Of(string name, StartSettings settings) => settings.RequireHttps ? "__Host-" + name : name;

    public static CookieSecurePolicy Secure(StartSettings settings) =>
        settings.RequireHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
}

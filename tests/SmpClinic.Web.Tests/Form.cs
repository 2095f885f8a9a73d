using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>A form as it stands on a page, with its hidden fields and its token. Fields are found by label or by name.</summary>
public sealed class Form
{
    private readonly Page _page;
    private readonly IHtmlFormElement _form;
    private readonly IElement? _button;
    private readonly Dictionary<string, string> _overrides = new(StringComparer.Ordinal);
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    private Form(Page page, IHtmlFormElement form, IElement? button)
    {
        _page = page;
        _form = form;
        _button = button;
    }

    /// <summary>Where it is sent.</summary>
    public string Action => _form.GetAttribute("action") is { Length: > 0 } action ? action : _page.Path;

    /// <summary>Finds the form.</summary>
    public static Form On(Page page, string? actionOrButton)
    {
        var forms = page.Html.QuerySelectorAll<IHtmlFormElement>("form").ToList();
        foreach (var form in forms)
        {
            var buttons = form.QuerySelectorAll("button, input[type=submit]").Where(b => b.GetAttribute("type") is null or "submit").ToList();
            if (actionOrButton is null ? form.Closest("main") is not null : form.GetAttribute("action") == actionOrButton)
            {
                return new(page, form, buttons.FirstOrDefault());
            }

            if (buttons.Find(b => Page.Even(b is IHtmlInputElement input ? input.Value : b.TextContent) == actionOrButton) is { } button)
            {
                return new(page, form, button);
            }
        }

        Assert.Fail($"{page.Path} ({(int)page.Status}) has no form '{actionOrButton}', only: {string.Join(", ", forms.Select(f => f.GetAttribute("action")))}. {page.Heading}");
        return null!;
    }

    /// <summary>Types into, ticks or chooses in the field with this label or name. For radio buttons and boxes give the value.</summary>
    public Form Fill(string labelOrName, string value)
    {
        _overrides[NameOf(labelOrName)] = value;
        return this;
    }

    /// <summary>Ticks a box.</summary>
    public Form Tick(string labelOrName)
    {
        var box = Find(labelOrName);
        _overrides[box.GetAttribute("name")!] = box.GetAttribute("value") ?? "on";
        return this;
    }

    /// <summary>Leaves a field out altogether, as a tampering visitor might.</summary>
    public Form Without(string labelOrName)
    {
        _left.Add(NameOf(labelOrName));
        return this;
    }

    /// <summary>Adds a field the page does not have.</summary>
    public Form Smuggle(string name, string value)
    {
        _overrides[name] = value;
        return this;
    }

    /// <summary>What would be sent.</summary>
    public List<KeyValuePair<string, string>> Fields()
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var element in _form.Elements)
        {
            var name = element.GetAttribute("name");
            if (string.IsNullOrEmpty(name) || element.HasAttribute("disabled") || _overrides.ContainsKey(name))
            {
                continue;
            }

            switch (element)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio" } box:
                    if (box.IsChecked)
                    {
                        fields.Add(new(name, box.GetAttribute("value") ?? "on"));
                    }

                    break;
                case IHtmlInputElement { Type: not "submit" and not "button" } input:
                    fields.Add(new(name, input.Value));
                    break;
                case IHtmlSelectElement select:
                    fields.AddRange(select.Options.Where(option => option.IsSelected).Select(option => new KeyValuePair<string, string>(name, option.Value)));
                    break;
                case IHtmlTextAreaElement area:
                    fields.Add(new(name, area.Value));
                    break;
            }
        }

        fields.AddRange(_overrides);
        if (_button?.GetAttribute("name") is { Length: > 0 } pressed)
        {
            fields.Add(new(pressed, _button.GetAttribute("value") ?? string.Empty));
        }

        fields.RemoveAll(field => _left.Contains(field.Key));
        return fields;
    }

    /// <summary>Sends it with its own method, redirects not followed.</summary>
    /// <param name="to">Where to, as another of its buttons would; otherwise where it says.</param>
    public async Task<Page> SubmitAsync(string? to = null)
    {
        var action = to ?? (_button?.GetAttribute("formaction") is { Length: > 0 } other ? other : Action);
        if (!string.Equals(_form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase))
        {
            var query = string.Join('&', Fields().Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));
            return await Page.GetAsync(_page.Browser, action.Split('?')[0] + "?" + query);
        }

        using var body = new FormUrlEncodedContent(Fields());
        var response = await _page.Browser.PostAsync(new Uri(action, UriKind.RelativeOrAbsolute), body, TestContext.Current.CancellationToken);
        return await Page.ReadAsync(_page.Browser, response);
    }

    private string NameOf(string labelOrName) => Find(labelOrName).GetAttribute("name")!;

    private IElement Find(string labelOrName)
    {
        var byName = _form.Elements.FirstOrDefault(element => element.GetAttribute("name") == labelOrName);
        if (byName is not null)
        {
            return byName;
        }

        var label = _form.QuerySelectorAll("label, legend").FirstOrDefault(l => Page.Even(l.TextContent).StartsWith(labelOrName, StringComparison.Ordinal));
        var field = label?.GetAttribute("for") is { } id ? _form.Elements.FirstOrDefault(element => element.Id == id)
            : label?.LocalName == "legend" ? label.ParentElement?.QuerySelector("input, select")
            : label?.QuerySelector("input, select, textarea");
        Assert.True(field?.GetAttribute("name") is not null, $"The form {Action} has no field '{labelOrName}', only: {string.Join(", ", _form.Elements.Select(e => e.GetAttribute("name")))}.");
        return field!;
    }
}

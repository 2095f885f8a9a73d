// Lays the photo after over the one before and lets a slider, which works by keyboard as any slider does, say how much of it is
// seen. Without this script both stand side by side, and nothing is missing.
const svgSpace = "http://www.w3.org/2000/svg";

for (const figure of document.querySelectorAll("[data-compare]")) {
    const [before, after] = figure.querySelectorAll("svg");
    const box = figure.querySelector(".compare__slider");
    const slider = box?.querySelector("input");
    if (!before || !after || !slider) {
        continue;
    }

    const { width, height } = before.viewBox.baseVal;
    const make = (name, attributes) => {
        const element = document.createElementNS(svgSpace, name);
        Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
        return element;
    };
    const window = make("rect", { height, y: 0 });
    const clip = make("clipPath", { id: slider.id + "-clip" });
    const line = make("path", { class: "compare__line" });
    const seen = make("g", { "clip-path": `url(#${clip.id})` });
    const together = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": after.getAttribute("aria-label").replace(/^After/, "Before and after") });
    clip.append(window);
    seen.append(make("rect", { width, height, class: "compare__ground" }), after.querySelector("image").cloneNode());
    together.append(clip, before.querySelector("image").cloneNode(), seen, line);

    const show = () => {
        const from = width * (1 - slider.value / 100);
        window.setAttribute("x", from);
        window.setAttribute("width", width - from);
        line.setAttribute("d", `M${from} 0V${height}`);
        slider.setAttribute("aria-valuetext", `${slider.value} percent after`);
    };
    slider.addEventListener("input", show);
    show();
    figure.querySelector(".compare__sides").replaceWith(together);
    box.hidden = false;
}

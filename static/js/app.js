/* The elements that every page may use. Pages import their own beside it. */
import "elements/exam-forget";
import "elements/menu-closer";
import "elements/theme-choice";
